package dev.coffer.storage.memory;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Capability;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.Session;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.spi.StoredUser;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Shows of the tables what is one user's. A change is made to a copy of that, and put back if it is the user's to make: what it would have
 * met among the other rows does not count, so it is refused alike whether those are there or not.
 */
record MemoryConfinement(UUID userId, RowLevelSecurity security) implements MemoryScope {
    static MemoryScope to(UUID userId, StorageConfig config) {
        return config.rowLevelSecurity()
                .map(security -> new MemoryConfinement(userId, security))
                .orElseThrow(() -> new Unsupported(Capability.ROW_LEVEL_SECURITY));
    }

    @Override
    public <T> T read(MemoryTables all, Function<MemoryTables, T> reading) {
        return reading.apply(own(all));
    }

    @Override
    public <T> T write(MemoryTables all, Function<MemoryTables, T> writing) {
        MemoryTables own = own(all);
        T result;
        try {
            result = writing.apply(own);
        } catch (Duplicate | MissingReference e) {
            throw denied();
        }
        boolean allowed = own.users().values().stream().allMatch(user -> isAsBefore(all, user))
                && own.items().keySet().stream().allMatch(this::isOwn)
                && own.appliedKeys().keySet().stream().allMatch(this::isOwn)
                && own.sessions().rows().values().stream().map(Session::userId).allMatch(userId::equals)
                && own.tokens().rows().values().stream()
                        .map(OneTimeToken::userId)
                        .allMatch(userId::equals);
        if (!allowed) {
            throw denied();
        }
        putBack(all, own);
        return result;
    }

    private static AccessDenied denied() {
        return AccessDenied.ofUser("only the user's own rows may be made or changed", null);
    }

    private boolean isAsBefore(MemoryTables all, StoredUser changed) {
        return Optional.ofNullable(all.users().get(userId))
                .filter(before -> before.user().id().equals(changed.user().id()))
                .filter(before -> before.user().email().equals(changed.user().email()))
                .isPresent();
    }

    private boolean isOwn(ItemKey item) {
        return item.id().equals(userId.toString()) && security.userNamespaces().contains(item.namespace());
    }

    private boolean isOwn(String appliedKey) {
        return appliedKey.startsWith(userId + ":");
    }

    private MemoryTables own(MemoryTables all) {
        MemoryTables own =
                new MemoryTables(all.sessions().of(userId), all.tokens().of(userId), all.lastVersion());
        Optional.ofNullable(all.users().get(userId)).ifPresent(user -> {
            own.users().put(userId, user);
            own.emails().put(user.canonicalEmail(), userId);
        });
        for (KeyValue item : all.items().values()) {
            if (isOwn(item.itemKey())) {
                own.items().put(item.itemKey(), item);
            }
        }
        all.appliedKeys().forEach((key, keptUntil) -> {
            if (isOwn(key)) {
                own.appliedKeys().put(key, keptUntil);
            }
        });
        return own;
    }

    private void putBack(MemoryTables all, MemoryTables own) {
        all.emails().values().remove(userId);
        all.users().remove(userId);
        all.emails().putAll(own.emails());
        all.users().putAll(own.users());
        all.sessions().replace(userId, own.sessions());
        all.tokens().replace(userId, own.tokens());
        all.items().keySet().removeIf(this::isOwn);
        all.items().putAll(own.items());
        all.appliedKeys().keySet().removeIf(this::isOwn);
        all.appliedKeys().putAll(own.appliedKeys());
    }
}
