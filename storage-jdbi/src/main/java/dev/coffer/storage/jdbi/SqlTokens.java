package dev.coffer.storage.jdbi;

import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.spi.TokenStorage;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One-time tokens in {@code coffer_tokens}. */
public class SqlTokens implements TokenStorage {
    private static final String INSERT = """
            INSERT INTO coffer_tokens (id, token_hash, user_id, purpose, payload, created_at, expires_at)
            VALUES (:id, :tokenHash, :userId, :purpose, :payload, :createdAt, :expiresAt)
            """;
    private static final String CONSUME = """
            DELETE FROM coffer_tokens WHERE token_hash = :tokenHash AND purpose = :purpose AND expires_at > :now
            RETURNING id, user_id, purpose, payload, created_at, expires_at
            """;
    private static final String REVOKE_ALL =
            "DELETE FROM coffer_tokens WHERE user_id = :userId AND purpose = :purpose AND expires_at > :now";
    private static final String PURGE = """
            DELETE FROM coffer_tokens WHERE id IN
              (SELECT id FROM coffer_tokens WHERE expires_at < :expiredBefore ORDER BY expires_at LIMIT :limit)
            """;

    private static final TokenMapper TOKEN = new TokenMapper();

    private final Database database;

    /** On this database. */
    public SqlTokens(Database database) {
        this.database = database;
    }

    /** For the operations that a backend replaces. */
    protected final Database database() {
        return database;
    }

    @Override
    public void insert(OneTimeToken token, byte[] tokenHash) {
        database.write(handle -> Violation.uniqueField(handle.createUpdate(INSERT), "token")
                .bind("id", token.id())
                .bind("tokenHash", tokenHash)
                .bind("userId", token.userId())
                .bind("purpose", token.purpose())
                .bind("payload", new JsonDocument(token.payload()))
                .bind("createdAt", token.createdAt())
                .bind("expiresAt", token.expiresAt())
                .execute());
    }

    @Override
    public Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now) {
        return database.write(handle -> handle.createQuery(CONSUME)
                .bind("tokenHash", tokenHash)
                .bind("purpose", purpose)
                .bind("now", now)
                .map(TOKEN)
                .findOne());
    }

    @Override
    public long revokeAll(UUID userId, String purpose, Instant now) {
        return database.write(handle -> (long) handle.createUpdate(REVOKE_ALL)
                .bind("userId", userId)
                .bind("purpose", purpose)
                .bind("now", now)
                .execute());
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return database.write(handle -> handle.createUpdate(PURGE)
                .bind("expiredBefore", expiredBefore)
                .bind("limit", limit)
                .execute());
    }
}
