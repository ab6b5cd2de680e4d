package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.jdbi.AuditLog;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlAudit;
import dev.coffer.storage.spi.AuditContext;
import java.time.Instant;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Sealed and pruned by functions of the tables' owner: nobody else has the right to change what they hold. */
final class PostgresAudit extends SqlAudit {
    private static final String SEAL = "SELECT coffer_audit_seal(CAST(:limit AS integer))";
    private static final String PRUNE = "SELECT coffer_audit_prune(:before, CAST(:limit AS integer))";

    private static final String MISSING_RIGHT = "42501";

    private final OwnerRole owner;

    PostgresAudit(Database database, OwnerRole owner) {
        super(database, PostgresTypes.COLUMNS);
        this.owner = owner;
    }

    @Override
    public int seal(int limit) {
        return database()
                .write(connection -> connection
                        .handle()
                        .createQuery(SEAL)
                        .bind("limit", limit)
                        .mapTo(Integer.class)
                        .findOne())
                .orElseThrow(SqlAudit::headless);
    }

    @Override
    public int prune(Instant before, int limit) {
        try {
            return pruned(before, limit);
        } catch (AccessDenied refusal) {
            if (!isOfFunction(refusal)) {
                throw refusal;
            }
            throw new AccessDenied(
                    "the audit log is pruned by who owns the tables, or was given it: GRANT EXECUTE ON FUNCTION"
                            + " coffer_audit_prune(timestamptz, integer) TO the role at work, which is the system role"
                            + " where row-level security is set up",
                    refusal);
        }
    }

    /** Not that nobody is let in, nor that another right is missing. */
    private static boolean isOfFunction(AccessDenied refusal) {
        return refusal.getCause() instanceof PSQLException cause
                && MISSING_RIGHT.equals(cause.getSQLState())
                && Optional.ofNullable(cause.getServerErrorMessage())
                        .map(ServerErrorMessage::getMessage)
                        .filter(text -> text.contains("coffer_audit_prune"))
                        .isPresent();
    }

    private int pruned(Instant before, int limit) {
        return database()
                .write(connection -> connection
                        .handle()
                        .createQuery(PRUNE)
                        .bind("before", before)
                        .bind("limit", limit)
                        .mapTo(Integer.class)
                        .findOne())
                .orElseThrow(SqlAudit::headless);
    }

    @Override
    public void switchOff(AuditContext by) {
        database().atomic(connection -> {
            AuditLog.switchOff(connection, new PostgresAuditTriggers(owner), by);
            return connection;
        });
    }
}
