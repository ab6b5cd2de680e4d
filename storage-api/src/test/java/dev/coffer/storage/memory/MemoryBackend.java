package dev.coffer.storage.memory;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.Capability;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** An open storage in memory. It has every capability that is not switched off, and its transactions run one after the other. */
public final class MemoryBackend extends MemoryOperations implements StorageBackend {
    private final MemoryDatabase database;
    private final Optional<UserSearch> userSearch;
    private final Optional<AuditSettings> audit;

    MemoryBackend(MemoryDatabase database, Optional<UserSearch> userSearch, Optional<AuditSettings> audit) {
        super(database, userSearch);
        this.database = database;
        this.userSearch = userSearch;
        this.audit = audit;
    }

    /** The same storage, with another search, and with an audit log. */
    public MemoryBackend with(Optional<UserSearch> search, Optional<AuditSettings> recorded) {
        recorded.ifPresent(settings -> database.read(tables -> {
            tables.audit().switchOn(settings);
            return tables;
        }));
        return new MemoryBackend(database, search, recorded);
    }

    @Override
    public StorageOperations as(AuditContext context) {
        return new MemoryOperations(
                new MemoryAccess() {
                    @Override
                    public <T> T read(Function<MemoryTables, T> reading) {
                        return database.read(reading);
                    }

                    @Override
                    public <T> T write(Function<MemoryTables, T> writing) {
                        return database.write(tables -> {
                            tables.audit().tell(context, false);
                            return writing.apply(tables);
                        });
                    }
                },
                userSearch);
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> capabilities = EnumSet.allOf(Capability.class);
        if (userSearch.isEmpty()) {
            capabilities.remove(Capability.USER_SEARCH);
        }
        if (audit.isEmpty()) {
            capabilities.remove(Capability.AUDIT);
        }
        return capabilities;
    }

    @Override
    public StorageTransaction begin(TransactionOptions options) {
        return MemoryTransaction.begin(database, options.readOnly(), userSearch);
    }

    @Override
    public void ping() {
        database.read(MemoryTables::users);
    }

    @Override
    public void close() {
        database.close();
    }
}
