package dev.coffer.storage.memory;

import dev.coffer.storage.Capability;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** An open storage in memory. It has every capability that is not switched off, and its transactions run one after the other. */
public final class MemoryBackend extends MemoryOperations implements StorageBackend {
    private final MemoryDatabase database;
    private final Optional<UserSearch> userSearch;

    MemoryBackend(MemoryDatabase database, Optional<UserSearch> userSearch) {
        super(database, userSearch);
        this.database = database;
        this.userSearch = userSearch;
    }

    /** The same storage, with another search. */
    public MemoryBackend searching(Optional<UserSearch> other) {
        return new MemoryBackend(database, other);
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> capabilities = EnumSet.allOf(Capability.class);
        if (userSearch.isEmpty()) {
            capabilities.remove(Capability.USER_SEARCH);
        }
        capabilities.remove(Capability.AUDIT);
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
