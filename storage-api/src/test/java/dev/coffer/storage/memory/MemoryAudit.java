package dev.coffer.storage.memory;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.AuditStorage.Ends;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The audit log of {@link MemoryTables}: what the tables are before and after a change is compared. */
final class MemoryAudit {
    final List<AuditEntry> pending = new ArrayList<>();
    final List<AuditEntry> sealed = new ArrayList<>();
    Ends ends = new Ends(new AuditHead(0, ""), new AuditHead(0, ""));
    private final Map<String, Boolean> namespaces = new HashMap<>();
    private boolean on;
    private long lastEntry;
    private Optional<AuditContext> context = Optional.empty();
    private boolean inTransaction;

    MemoryAudit copy() {
        MemoryAudit copy = new MemoryAudit();
        copy.pending.addAll(pending);
        copy.sealed.addAll(sealed);
        copy.ends = ends;
        copy.namespaces.putAll(namespaces);
        copy.on = on;
        copy.lastEntry = lastEntry;
        return copy;
    }

    void switchOn(AuditSettings settings, Instant now) {
        if (!on && lastEntry > 0) {
            add("audit.switched_on", now, Optional.empty());
        }
        on = true;
        namespaces.putAll(settings.namespaces());
    }

    void switchOff(AuditContext by) {
        if (on) {
            add("audit.switched_off", by.at(), Optional.of(by));
        }
        on = false;
        namespaces.clear();
    }

    AuditState state() {
        return new AuditState(on, new TreeMap<>(namespaces), ends, lastEntry);
    }

    /** Where another one has stopped. What is on stays on. */
    void goOn(AuditState other) {
        on |= other.recording();
        namespaces.putAll(other.namespaces());
        ends = other.ends();
        lastEntry = Math.max(lastEntry, other.lastEntry());
    }

    /** For the change that is on its way, or for all of a transaction. */
    void tell(AuditContext told, boolean whole) {
        context = Optional.of(told);
        inTransaction = whole;
    }

    void forget() {
        context = Optional.empty();
        inTransaction = false;
    }

    <T> T during(MemoryTables tables, Function<MemoryTables, T> change) {
        if (!on) {
            return change.apply(tables);
        }
        MemoryTables before = tables.copy();
        try {
            T result = change.apply(tables);
            record(before, tables);
            return result;
        } finally {
            if (!inTransaction) {
                forget();
            }
        }
    }

    private void record(MemoryTables before, MemoryTables after) {
        compare(
                before.sessions().rows(),
                after.sessions().rows(),
                (id, was, is) -> add(
                        session(was, is),
                        (was == null ? Objects.requireNonNull(is) : was).userId(),
                        id.toString(),
                        MemoryChange.of(was, is, MemoryChange::fields)));
        after.sessions().rows().forEach((id, is) -> {
            if (is.equals(before.sessions().rows().get(id))
                    && !before.sessions().token(id).equals(after.sessions().token(id))) {
                add("session.rotated", is.userId(), id.toString(), "{}");
            }
        });
        compare(before.tokens().rows(), after.tokens().rows(), (id, was, is) -> {
            OneTimeToken token = was == null ? Objects.requireNonNull(is) : was;
            add(
                    was == null ? "token.issued" : "token.deleted",
                    token.userId(),
                    id.toString(),
                    MemoryChange.of(was, is, MemoryChange::fields));
        });
        compare(before.items(), after.items(), (key, was, is) -> {
            Boolean values = namespaces.get(key.namespace());
            if (values != null) {
                add(
                        is == null ? "key_value.deleted" : "key_value.put",
                        Optional.empty(),
                        key.id(),
                        Optional.of(key.namespace()),
                        Optional.of(key.key()),
                        MemoryChange.of(was, is, item -> MemoryChange.fields(item, values)));
            }
        });
        compare(
                before.users(),
                after.users(),
                (id, was, is) -> add(user(was, is), id, id.toString(), MemoryChange.of(was, is, MemoryChange::fields)));
    }

    private static String user(@Nullable StoredUser was, @Nullable StoredUser is) {
        if (was == null) {
            return "user.created";
        }
        if (is == null) {
            return "user.deleted";
        }
        if (!was.passwordHash().equals(is.passwordHash())) {
            boolean rehashed = was.user().version() == is.user().version();
            return is.passwordHash().isEmpty() ? "password.removed" : rehashed ? "password.rehashed" : "password.set";
        }
        if (!was.user().lockedAt().equals(is.user().lockedAt())) {
            return is.user().lockedAt().isPresent() ? "user.locked" : "user.unlocked";
        }
        return "user.changed";
    }

    private static String session(@Nullable Session was, @Nullable Session is) {
        if (was == null || is == null) {
            return was == null ? "session.issued" : "session.deleted";
        }
        return was.lastSeenAt().equals(is.lastSeenAt()) ? "session.changed" : "session.touched";
    }

    private interface Difference<K, V> {
        void of(K key, @Nullable V was, @Nullable V is);
    }

    private static <K, V> void compare(Map<K, V> before, Map<K, V> after, Difference<K, V> difference) {
        before.forEach((key, was) -> {
            V is = after.get(key);
            if (is != was) {
                difference.of(key, was, is);
            }
        });
        after.forEach((key, is) -> {
            if (!before.containsKey(key)) {
                difference.of(key, null, is);
            }
        });
    }

    private void add(String operation, UUID userId, String id, String change) {
        add(operation, Optional.of(userId.toString()), id, Optional.empty(), Optional.empty(), change);
    }

    private void add(String operation, Instant at, Optional<AuditContext> by) {
        add(operation, Optional.empty(), "audit", Optional.empty(), Optional.empty(), "{}", at, by);
    }

    private void add(
            String operation,
            Optional<String> userId,
            String id,
            Optional<String> namespace,
            Optional<String> key,
            String change) {
        Instant at = context.map(AuditContext::at).orElse(Instant.EPOCH);
        add(operation, userId, id, namespace, key, change, at, context);
    }

    private void add(
            String operation,
            Optional<String> userId,
            String id,
            Optional<String> namespace,
            Optional<String> key,
            String change,
            Instant at,
            Optional<AuditContext> by) {
        lastEntry++;
        pending.add(new AuditEntry(
                lastEntry,
                at,
                operation,
                userId,
                id,
                namespace,
                key,
                by.map(AuditContext::actor),
                by.flatMap(AuditContext::request),
                change,
                Optional.empty()));
    }
}
