package dev.coffer.storage.memory;

import dev.coffer.storage.Capability;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** An open storage in memory. It has every capability that is not switched off, and its transactions run one after the other. */
public final class MemoryBackend extends MemoryOperations implements StorageBackend {
    private final MemoryDatabase database;
    private final StorageConfig config;

    MemoryBackend(MemoryDatabase database, StorageConfig config) {
        super(database, config.userSearch());
        this.database = database;
        this.config = config;
        config.audit()
                .ifPresent(settings -> database.read(tables -> {
                    tables.audit().switchOn(settings, config.clock().instant());
                    return tables;
                }));
    }

    /** The same storage, with the search, the audit log and the row-level security of this configuration. */
    public MemoryBackend with(StorageConfig other) {
        return new MemoryBackend(database, other);
    }

    /** What it holds now, to be moved. */
    public RecordSource source(String identity) {
        return new MemorySource(identity, database.read(MemoryTables::copy));
    }

    /** To be filled. */
    public RecordTarget target(String identity) {
        return new MemoryTarget(identity, database);
    }

    @Override
    public StorageOperations as(AuditContext context) {
        return new MemoryOperations(new Told(database, Optional.of(context), MemoryScope.ALL), config.userSearch());
    }

    @Override
    public StorageOperations actingAs(UUID userId, Optional<AuditContext> context) {
        MemoryScope own = MemoryConfinement.to(userId, config);
        return new MemoryOperations(new Told(database, context, own), config.userSearch());
    }

    /** Says who makes each change. */
    private record Told(MemoryDatabase database, Optional<AuditContext> context, MemoryScope scope)
            implements MemoryAccess {
        @Override
        public <T> T read(Function<MemoryTables, T> reading) {
            return database.read(tables -> scope.read(tables, reading));
        }

        @Override
        public <T> T write(Function<MemoryTables, T> writing) {
            return database.write(tables -> {
                context.ifPresent(told -> tables.audit().tell(told, false));
                return scope.write(tables, writing);
            });
        }
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> capabilities = EnumSet.allOf(Capability.class);
        if (config.userSearch().isEmpty()) {
            capabilities.remove(Capability.USER_SEARCH);
        }
        if (config.audit().isEmpty()) {
            capabilities.remove(Capability.AUDIT);
        }
        if (config.rowLevelSecurity().isEmpty()) {
            capabilities.remove(Capability.ROW_LEVEL_SECURITY);
        }
        return capabilities;
    }

    @Override
    public StorageTransaction begin(TransactionOptions options) {
        return MemoryTransaction.begin(database, options.readOnly(), config);
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
