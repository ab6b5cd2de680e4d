package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.MovedAuditLog;
import dev.coffer.storage.spi.AuditState;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the audit log of a schema is beside its records, where a migration reads and writes it. */
final class PostgresAuditLog {
    private static final String IS_THERE = "SELECT to_regclass('coffer_audit') IS NOT NULL";

    /** Who may not look at the sequence takes the highest number that is there. */
    private static final String LAST_ENTRY = """
            SELECT coalesce(
              CASE WHEN has_sequence_privilege(pg_get_serial_sequence('coffer_audit_pending', 'entry'), 'SELECT')
                THEN pg_sequence_last_value(CAST(pg_get_serial_sequence('coffer_audit_pending', 'entry') AS regclass))
                ELSE greatest((SELECT max(entry) FROM coffer_audit), (SELECT max(entry) FROM coffer_audit_pending)) END,
              0)
            """;

    private static final String RAISE_NUMBERS = """
            SELECT setval(pg_get_serial_sequence('coffer_audit_pending', 'entry'), greatest(:entry, n.last))
            FROM (SELECT coalesce(pg_sequence_last_value(
                CAST(pg_get_serial_sequence('coffer_audit_pending', 'entry') AS regclass)), 0) AS last) AS n
            """;

    private PostgresAuditLog() {}

    /** Empty where there are tables of an earlier version. */
    static Optional<AuditState> read(Handle handle) {
        if (!handle.createQuery(IS_THERE).mapTo(Boolean.class).one()) {
            return Optional.empty();
        }
        boolean recording = !new PostgresAuditTriggers(OwnerRole.NONE).areOff(handle);
        long lastEntry = handle.createQuery(LAST_ENTRY).mapTo(Long.class).one();
        return Optional.of(MovedAuditLog.read(handle, recording, lastEntry));
    }

    /** In a transaction; all but the triggers. */
    static void write(Handle handle, AuditState state) {
        MovedAuditLog.write(handle, state);
        if (state.lastEntry() > 0) {
            handle.createQuery(RAISE_NUMBERS)
                    .bind("entry", state.lastEntry())
                    .mapTo(Long.class)
                    .one();
        }
    }
}
