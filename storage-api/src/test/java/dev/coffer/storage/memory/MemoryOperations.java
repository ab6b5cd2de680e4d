package dev.coffer.storage.memory;

import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.AuditStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.util.Optional;

/** All operations, on the tables of one access. */
class MemoryOperations implements StorageOperations {
    private final MemoryAccess access;
    private final Optional<UserSearch> userSearch;

    MemoryOperations(MemoryAccess access, Optional<UserSearch> userSearch) {
        this.access = access;
        this.userSearch = userSearch;
    }

    @Override
    public final UserStorage users() {
        return new MemoryUsers(access, userSearch);
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
    public final AuditStorage audit() {
        return new MemoryAuditStorage(access);
    }

    @Override
    public final AppliedKeyStorage appliedKeys() {
        return new MemoryAppliedKeys(access);
    }
}
