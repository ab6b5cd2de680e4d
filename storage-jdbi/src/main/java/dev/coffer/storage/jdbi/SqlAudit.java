package dev.coffer.storage.jdbi;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.AuditStorage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The audit log in {@code coffer_audit} and {@code coffer_audit_pending}. */
public abstract class SqlAudit implements AuditStorage {
    private static final String LIST_ALL = """
            SELECT * FROM (
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change, position, digest FROM coffer_audit
              UNION ALL
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change,
                CAST(NULL AS bigint), CAST(NULL AS text) FROM coffer_audit_pending) AS records
            WHERE (at, entry) < (:before, :entry) AND at >= :from
              AND (CAST(:operation AS text) IS NULL OR operation = :operation)
            ORDER BY at DESC, entry DESC LIMIT :limit
            """;
    private static final String LIST_OF_USER = """
            SELECT * FROM (
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change, position, digest FROM coffer_audit
              UNION ALL
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change,
                CAST(NULL AS bigint), CAST(NULL AS text) FROM coffer_audit_pending) AS records
            WHERE user_id = :userId AND (at, entry) < (:before, :entry) AND at >= :from
              AND (CAST(:id AS text) IS NULL OR id = :id) AND (CAST(:actor AS text) IS NULL OR actor = :actor)
              AND (CAST(:operation AS text) IS NULL OR operation = :operation)
            ORDER BY at DESC, entry DESC LIMIT :limit
            """;
    private static final String LIST_OF_ID = """
            SELECT * FROM (
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change, position, digest FROM coffer_audit
              UNION ALL
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change,
                CAST(NULL AS bigint), CAST(NULL AS text) FROM coffer_audit_pending) AS records
            WHERE id = :id AND (at, entry) < (:before, :entry) AND at >= :from
              AND (CAST(:actor AS text) IS NULL OR actor = :actor) AND (CAST(:operation AS text) IS NULL OR operation = :operation)
            ORDER BY at DESC, entry DESC LIMIT :limit
            """;
    private static final String LIST_BY_ACTOR = """
            SELECT * FROM (
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change, position, digest FROM coffer_audit
              UNION ALL
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change,
                CAST(NULL AS bigint), CAST(NULL AS text) FROM coffer_audit_pending) AS records
            WHERE actor = :actor AND (at, entry) < (:before, :entry) AND at >= :from
              AND (CAST(:operation AS text) IS NULL OR operation = :operation)
            ORDER BY at DESC, entry DESC LIMIT :limit
            """;
    private static final String SEALED = """
            SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change, position, digest FROM coffer_audit
            WHERE position > ? AND position <= (
              SELECT max(position) FROM (
                SELECT position, sum(bytes) OVER (ORDER BY position) - bytes AS bytes_before FROM (
                  SELECT position, octet_length(change) AS bytes FROM coffer_audit WHERE position > ? ORDER BY position LIMIT ?) AS next) AS sums
              WHERE bytes_before < ?)
            ORDER BY position
            """;
    private static final String UNSEALED = "SELECT count(*) FROM coffer_audit_pending";
    static final String ENDS =
            "SELECT first_position, first_digest, last_position, last_digest FROM coffer_audit_head WHERE one = 1";
    private static final int CHANGE = 10;
    private static final int DIGEST = 12;

    /** Bytes of changes that are enough for a page, whose last record may have more. */
    private static final long LARGE = 4 * 1024 * 1024;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private final Database database;
    private final ColumnTypes types;

    /** On a database that keeps these types. */
    protected SqlAudit(Database database, ColumnTypes types) {
        this.database = database;
        this.types = types;
    }

    /** For the operations that a backend has to itself. */
    protected final Database database() {
        return database;
    }

    /** A record with or without a position and a digest, as it is stored. */
    protected static AuditEntry entry(Row row) throws SQLException {
        return entry(row, row.text(CHANGE));
    }

    private static AuditEntry shown(Row row) throws SQLException {
        return entry(row, ChangeText.of(row.text(CHANGE)));
    }

    private static AuditEntry entry(Row row, String change) throws SQLException {
        Optional<String> digest = row.optionalText(DIGEST);
        return new AuditEntry(
                row.number(1),
                row.instant(2),
                row.text(3),
                row.optionalText(4),
                row.text(5),
                row.optionalText(6),
                row.optionalText(7),
                row.optionalText(8),
                row.optionalText(9),
                change,
                digest.isPresent() ? Optional.of(new AuditHead(row.number(11), digest.get())) : Optional.empty());
    }

    @Override
    public List<AuditEntry> list(AuditQuery query, Instant before, long entry, int limit) {
        return database.read(connection -> connection
                .handle()
                .createQuery(statement(query))
                .bind("userId", query.userId().map(UUID::toString).orElse(null))
                .bind("id", query.id().orElse(null))
                .bind("actor", query.actor().orElse(null))
                .bind(
                        "operation",
                        query.operation().map(AuditOperation::toString).orElse(null))
                .bind("from", query.from().orElse(EARLIEST))
                .bind("before", before)
                .bind("entry", entry)
                .bind("limit", limit)
                .map(Row.mapper(types, SqlAudit::shown))
                .list());
    }

    private static String statement(AuditQuery query) {
        if (query.userId().isPresent()) {
            return LIST_OF_USER;
        }
        if (query.id().isPresent()) {
            return LIST_OF_ID;
        }
        return query.actor().isPresent() ? LIST_BY_ACTOR : LIST_ALL;
    }

    @Override
    public List<AuditEntry> sealed(long after, int limit) {
        return database.read(connection -> connection.list(
                SEALED,
                arguments -> arguments.number(after).number(after).number(limit).number(LARGE),
                SqlAudit::entry));
    }

    @Override
    public long unsealed() {
        return database.read(connection ->
                connection.handle().createQuery(UNSEALED).mapTo(Long.class).one());
    }

    @Override
    public Ends ends() {
        return database.read(SqlAudit::ends);
    }

    /** The ends, on a connection. */
    protected static Ends ends(SqlConnection connection) {
        return connection
                .findOne(
                        ENDS,
                        arguments -> {},
                        row -> new Ends(
                                new AuditHead(row.number(1), row.text(2)), new AuditHead(row.number(3), row.text(4))))
                .orElseThrow(SqlAudit::headless);
    }

    /** The error where the row is gone that has the ends. */
    protected static Corrupt headless() {
        return new Corrupt("the audit log has lost its head", null);
    }
}
