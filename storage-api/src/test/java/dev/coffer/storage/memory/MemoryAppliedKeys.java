package dev.coffer.storage.memory;

import dev.coffer.storage.spi.AppliedKeyStorage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Applied keys in memory. One transaction writes at a time, so the next one to record a key has waited already. */
final class MemoryAppliedKeys implements AppliedKeyStorage {
    private final MemoryAccess access;

    MemoryAppliedKeys(MemoryAccess access) {
        this.access = access;
    }

    @Override
    public boolean record(String key, Instant expiresAt) {
        return access.write(tables -> tables.appliedKeys().putIfAbsent(key, expiresAt) == null);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return access.write(tables -> {
            List<String> expired = tables.appliedKeys().entrySet().stream()
                    .filter(applied -> applied.getValue().isBefore(expiredBefore))
                    .limit(limit)
                    .map(Map.Entry::getKey)
                    .toList();
            expired.forEach(tables.appliedKeys()::remove);
            return expired.size();
        });
    }
}
