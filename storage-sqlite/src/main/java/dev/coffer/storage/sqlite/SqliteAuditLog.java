package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.MovedAuditLog;
import dev.coffer.storage.spi.AuditState;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the audit log of a database is beside its records, where a migration reads and writes it. */
final class SqliteAuditLog {
    private static final String TABLES =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'coffer_audit'";
    private static final String LAST_ENTRY =
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'coffer_audit_pending'";
    private static final String BEGIN_NUMBERS = """
            INSERT INTO sqlite_sequence (name, seq)
            SELECT 'coffer_audit_pending', 0
            WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'coffer_audit_pending')
            """;
    private static final String RAISE_NUMBERS =
            "UPDATE sqlite_sequence SET seq = max(seq, :entry) WHERE name = 'coffer_audit_pending'";

    private SqliteAuditLog() {}

    /** Empty where there are tables of an earlier version, or none. */
    static Optional<AuditState> read(Handle handle) {
        if (number(handle, TABLES) == 0) {
            return Optional.empty();
        }
        boolean recording = !SqliteAuditTriggers.INSTANCE.areOff(handle);
        return Optional.of(MovedAuditLog.read(handle, recording, number(handle, LAST_ENTRY)));
    }

    private static long number(Handle handle, String query) {
        return handle.createQuery(query).mapTo(Long.class).one();
    }

    /** In a transaction; all but the triggers. */
    static void write(Handle handle, AuditState state) {
        MovedAuditLog.write(handle, state);
        if (state.lastEntry() > 0) {
            handle.execute(BEGIN_NUMBERS);
            handle.createUpdate(RAISE_NUMBERS).bind("entry", state.lastEntry()).execute();
        }
    }
}
