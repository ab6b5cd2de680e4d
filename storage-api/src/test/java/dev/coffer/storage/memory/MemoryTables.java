package dev.coffer.storage.memory;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that a storage holds. The rows are immutable, so a copy of the maps is a copy of everything.
 *
 * @param users by id
 * @param emails the id of the user with each canonical address
 * @param sessions all, also expired ones
 * @param tokens all, also expired ones
 * @param items all, also expired ones, in their order
 * @param appliedKeys until when each must be kept
 * @param lastVersion of all items that there ever were
 * @param audit what was recorded
 */
record MemoryTables(
        NavigableMap<UUID, StoredUser> users,
        Map<String, UUID> emails,
        TokenTable<Session> sessions,
        TokenTable<OneTimeToken> tokens,
        NavigableMap<ItemKey, KeyValue> items,
        Map<String, Instant> appliedKeys,
        AtomicLong lastVersion,
        MemoryAudit audit) {
    MemoryTables() {
        this(
                new TokenTable<>(Session::id, Session::userId, Session::expiresAt),
                new TokenTable<>(OneTimeToken::id, OneTimeToken::userId, OneTimeToken::expiresAt),
                new AtomicLong());
    }

    MemoryTables(TokenTable<Session> sessions, TokenTable<OneTimeToken> tokens, AtomicLong lastVersion) {
        this(
                new TreeMap<>(TokenTable.IDS),
                new HashMap<>(),
                sessions,
                tokens,
                new TreeMap<>(),
                new HashMap<>(),
                lastVersion,
                new MemoryAudit());
    }

    MemoryTables copy() {
        return new MemoryTables(
                new TreeMap<>(users),
                new HashMap<>(emails),
                sessions.copy(),
                tokens.copy(),
                new TreeMap<>(items),
                new HashMap<>(appliedKeys),
                new AtomicLong(lastVersion.get()),
                audit.copy());
    }
}
