package dev.coffer.storage.jdbi;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.AuditStorage.Ends;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What an audit log is beside its records, where a migration reads and writes it. */
public final class MovedAuditLog {
    private static final String WRITE_ENDS = """
            INSERT INTO coffer_audit_head (one, first_position, first_digest, last_position, last_digest)
            VALUES (1, :first, :firstDigest, :last, :lastDigest)
            ON CONFLICT (one) DO UPDATE SET first_position = :first, first_digest = :firstDigest, last_position = :last, last_digest = :lastDigest
            """;

    private MovedAuditLog() {}

    /**
     * Reads it.
     *
     * @param recording whether there are triggers
     * @param lastEntry the highest number that was given
     * @throws Corrupt if the chain has lost its ends
     */
    public static AuditState read(Handle handle, boolean recording, long lastEntry) {
        Map<String, Boolean> namespaces = handle.createQuery(AuditLog.NAMESPACES)
                .map((row, context) -> Map.entry(row.getString(1), row.getInt(2) == 1))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Ends ends = handle.createQuery(SqlAudit.ENDS)
                .map((row, context) -> new Ends(
                        new AuditHead(row.getLong(1), row.getString(2)),
                        new AuditHead(row.getLong(3), row.getString(4))))
                .findOne()
                .orElseThrow(SqlAudit::headless);
        return new AuditState(recording, new TreeMap<>(namespaces), ends, lastEntry);
    }

    /** Writes all of it but the numbers and the triggers. Namespaces that are there already stay. */
    public static void write(Handle handle, AuditState state) {
        write(handle, state.ends());
        state.namespaces()
                .forEach((namespace, values) -> handle.createUpdate(AuditLog.KEEP)
                        .bind(0, namespace)
                        .bind(1, values ? 1 : 0)
                        .execute());
    }

    /** Lets the chain begin anew, where its records are gone. */
    public static void clear(Handle handle) {
        write(handle, AuditState.NONE.ends());
    }

    private static void write(Handle handle, Ends ends) {
        handle.createUpdate(WRITE_ENDS)
                .bind("first", ends.beginning().position())
                .bind("firstDigest", ends.beginning().digest())
                .bind("last", ends.end().position())
                .bind("lastDigest", ends.end().digest())
                .execute();
    }
}
