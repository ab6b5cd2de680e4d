package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.jdbi.AuditLog;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlAudit;
import dev.coffer.storage.spi.AuditContext;
import java.time.Instant;

/** Sealed and pruned by functions of the tables' owner: nobody else has the right to change what they hold. */
final class PostgresAudit extends SqlAudit {
    private static final String SEAL = "SELECT coffer_audit_seal(CAST(:limit AS integer))";
    private static final String PRUNE = "SELECT coffer_audit_prune(:before, CAST(:limit AS integer))";

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
            if (!MissingRight.isOfFunction(refusal, "coffer_audit_prune")) {
                throw refusal;
            }
            throw new AccessDenied(
                    "the audit log is pruned by who owns the tables, or was given it: GRANT EXECUTE ON FUNCTION"
                            + " coffer_audit_prune(timestamptz, integer) TO the role at work, which is the system role"
                            + " where row-level security is set up",
                    refusal);
        }
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
