package dev.coffer.storage.jdbi;

import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.spi.TokenStorage;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

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

    private final Database database;
    private final RowMapper<OneTimeToken> mapper;

    /** On a database that keeps these types. */
    public SqlTokens(Database database, ColumnTypes types) {
        this.database = database;
        mapper = Row.mapper(types, Stored::token);
    }

    /** For the operations that a backend replaces. */
    protected final Database database() {
        return database;
    }

    @Override
    public void insert(OneTimeToken token, byte[] tokenHash) {
        database.write(connection -> UniqueField.TOKEN
                .on(connection.handle().createUpdate(INSERT))
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
        return database.write(connection -> connection
                .handle()
                .createQuery(CONSUME)
                .bind("tokenHash", tokenHash)
                .bind("purpose", purpose)
                .bind("now", now)
                .map(mapper)
                .findOne());
    }

    @Override
    public long revokeAll(UUID userId, String purpose, Instant now) {
        return database.write(connection -> (long) connection
                .handle()
                .createUpdate(REVOKE_ALL)
                .bind("userId", userId)
                .bind("purpose", purpose)
                .bind("now", now)
                .execute());
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return database.write(connection -> connection
                .handle()
                .createUpdate(PURGE)
                .bind("expiredBefore", expiredBefore)
                .bind("limit", limit)
                .execute());
    }
}
