package dev.coffer.storage.sqlite;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.jdbi.AuditLog;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlAudit;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditEntry;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** Sealed and pruned by the writer, of which there is one. */
final class SqliteAudit extends SqlAudit {
    private static final String PENDING = """
            SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change, NULL, NULL
            FROM coffer_audit_pending ORDER BY entry LIMIT ?
            """;
    private static final String SEAL = """
            INSERT INTO coffer_audit (position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest)
            SELECT ?, entry, at, operation, user_id, id, namespace, key, actor, request, change, ?
            FROM coffer_audit_pending WHERE entry = ?
            """;
    private static final String FORGET = "DELETE FROM coffer_audit_pending WHERE entry <= ?";
    private static final String MOVE_END =
            "UPDATE coffer_audit_head SET last_position = ?, last_digest = ? WHERE one = 1";
    private static final String MOVE_BEGINNING =
            "UPDATE coffer_audit_head SET first_position = ?, first_digest = ? WHERE one = 1";
    private static final String OLDEST = """
            SELECT entry, at, operation, user_id, id, namespace, key, actor, request, '{}', position, digest
            FROM coffer_audit WHERE position > ? ORDER BY position LIMIT ?
            """;
    private static final String PRUNE = "DELETE FROM coffer_audit WHERE position > ? AND position <= ?";

    SqliteAudit(Database database) {
        super(database, SqliteTypes.COLUMNS);
    }

    /** What was sealed in one transaction: how many, up to which entry, and the place of the last one. */
    private record Sealed(int count, long entry, AuditHead last) {}

    @Override
    public int seal(int limit) {
        return database().atomic(connection -> {
            AuditHead end = ends(connection).end();
            Sealed sealed = connection.query(
                    PENDING,
                    arguments -> arguments.number(limit),
                    SqlAudit::entry,
                    pending -> seal(connection, pending, end));
            if (sealed.count() > 0) {
                connection.update(FORGET, arguments -> arguments.number(sealed.entry()));
                move(connection, MOVE_END, sealed.last());
            }
            return sealed.count();
        });
    }

    /** One by one, as a change may be large. */
    private static Sealed seal(SqlConnection connection, Iterator<AuditEntry> pending, AuditHead end) {
        Sealed sealed = new Sealed(0, 0, end);
        while (pending.hasNext()) {
            AuditEntry entry = pending.next();
            AuditHead seal = entry.sealedAfter(sealed.last());
            connection.update(
                    SEAL,
                    arguments -> arguments
                            .number(seal.position())
                            .text(seal.digest())
                            .number(entry.entry()));
            sealed = new Sealed(sealed.count() + 1, entry.entry(), seal);
        }
        return sealed;
    }

    private static void move(SqlConnection connection, String statement, AuditHead head) {
        connection.update(
                statement, arguments -> arguments.number(head.position()).text(head.digest()));
    }

    @Override
    public int prune(Instant before, int limit) {
        return database().atomic(connection -> {
            long first = ends(connection).beginning().position();
            List<AuditHead> older =
                    connection
                            .list(OLDEST, arguments -> arguments.number(first).number(limit), SqlAudit::entry)
                            .stream()
                            .takeWhile(entry -> entry.at().isBefore(before))
                            .map(entry -> entry.seal().orElseThrow())
                            .toList();
            if (older.isEmpty()) {
                return 0;
            }
            AuditHead beginning = older.get(older.size() - 1);
            move(connection, MOVE_BEGINNING, beginning);
            connection.update(PRUNE, arguments -> arguments.number(first).number(beginning.position()));
            return older.size();
        });
    }

    @Override
    public void switchOff(AuditContext by) {
        database().atomic(connection -> {
            AuditLog.switchOff(connection, SqliteAuditTriggers.INSTANCE, by);
            return connection;
        });
    }
}
