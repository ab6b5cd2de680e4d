package dev.coffer.storage.memory;

import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;

/** All operations, on the tables of one access. */
class MemoryOperations implements StorageOperations {
    private final MemoryAccess access;

    MemoryOperations(MemoryAccess access) {
        this.access = access;
    }

    @Override
    public final UserStorage users() {
        return new MemoryUsers(access);
    }

    @Override
    public final SessionStorage sessions() {
        return new MemorySessions(access);
    }

    @Override
    public final TokenStorage tokens() {
        return new MemoryTokens(access);
    }

    @Override
    public final KeyValueStorage keyValues() {
        return new MemoryKeyValues(access);
    }

    @Override
    public final AppliedKeyStorage appliedKeys() {
        return new MemoryAppliedKeys(access);
    }
}
