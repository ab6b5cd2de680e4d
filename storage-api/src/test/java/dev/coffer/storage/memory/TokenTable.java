package dev.coffer.storage.memory;

import dev.coffer.storage.Duplicate;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Rows that belong to a user, expire, and are found by their id or by the hash of a token. */
final class TokenTable<R> {
    /** Unsigned, byte by byte; the order of {@link UUID} itself is another. */
    static final Comparator<UUID> IDS = Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
            .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    private final Function<R, UUID> id;
    private final Function<R, UUID> userId;
    private final Function<R, Instant> expiresAt;
    private final NavigableMap<UUID, R> rows = new TreeMap<>(IDS);
    private final Map<UUID, String> tokens = new HashMap<>();
    private final Map<String, UUID> idsByToken = new HashMap<>();

    TokenTable(Function<R, UUID> id, Function<R, UUID> userId, Function<R, Instant> expiresAt) {
        this.id = id;
        this.userId = userId;
        this.expiresAt = expiresAt;
    }

    TokenTable<R> copy() {
        TokenTable<R> copy = new TokenTable<>(id, userId, expiresAt);
        copy.rows.putAll(rows);
        copy.tokens.putAll(tokens);
        copy.idsByToken.putAll(idsByToken);
        return copy;
    }

    /** Those of one user, in a table of their own. */
    TokenTable<R> of(UUID user) {
        TokenTable<R> own = new TokenTable<>(id, userId, expiresAt);
        own.takeAll(user, this);
        return own;
    }

    /** Removes those of one user, and takes those from another table. */
    void replace(UUID user, TokenTable<R> by) {
        removeAll(user, row -> true, Instant.MIN);
        takeAll(user, by);
    }

    private void takeAll(UUID user, TokenTable<R> from) {
        from.ofUser(user, Instant.MIN).forEach(row -> {
            UUID rowId = id.apply(row);
            rows.put(rowId, row);
            tokens.put(rowId, from.token(rowId));
            idsByToken.put(from.token(rowId), rowId);
        });
    }

    NavigableMap<UUID, R> rows() {
        return rows;
    }

    /** The hash of the token, as text; empty if there is no such row. */
    String token(UUID id) {
        return tokens.getOrDefault(id, "");
    }

    void insert(R row, byte[] tokenHash) {
        if (rows.containsKey(id.apply(row))) {
            throw new Duplicate("id", null);
        }
        setToken(row, tokenHash);
        update(row);
    }

    /** Replaces the row with the same id. */
    void update(R row) {
        rows.put(id.apply(row), row);
    }

    void setToken(R row, byte[] tokenHash) {
        String token = text(tokenHash);
        if (idsByToken.containsKey(token)) {
            throw new Duplicate("token", null);
        }
        idsByToken.put(token, id.apply(row));
        Optional.ofNullable(tokens.put(id.apply(row), token)).ifPresent(idsByToken::remove);
    }

    Optional<R> find(UUID id, Instant now) {
        return Optional.ofNullable(rows.get(id)).filter(row -> lives(row, now));
    }

    Optional<R> find(byte[] tokenHash, Instant now) {
        return Optional.ofNullable(idsByToken.get(text(tokenHash))).flatMap(found -> find(found, now));
    }

    /** In the order of their ids. */
    Stream<R> ofUser(UUID user, Instant now) {
        return rows.values().stream()
                .filter(row -> userId.apply(row).equals(user))
                .filter(row -> lives(row, now));
    }

    void remove(R row) {
        rows.remove(id.apply(row));
        idsByToken.remove(tokens.remove(id.apply(row)));
    }

    /** Returns how many of them had not expired. */
    long removeAll(UUID user, Predicate<R> which, Instant now) {
        List<R> removed = rows.values().stream()
                .filter(row -> userId.apply(row).equals(user))
                .filter(which)
                .toList();
        removed.forEach(this::remove);
        return removed.stream().filter(row -> lives(row, now)).count();
    }

    int purge(Instant expiredBefore, int limit) {
        List<R> purged = rows.values().stream()
                .filter(row -> expiresAt.apply(row).isBefore(expiredBefore))
                .limit(limit)
                .toList();
        purged.forEach(this::remove);
        return purged.size();
    }

    private boolean lives(R row, Instant now) {
        return expiresAt.apply(row).isAfter(now);
    }

    private static String text(byte[] tokenHash) {
        return HexFormat.of().formatHex(tokenHash);
    }
}
