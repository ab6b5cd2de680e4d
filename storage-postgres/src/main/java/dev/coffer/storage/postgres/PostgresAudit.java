package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.AuditLog;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlAudit;
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
    public void switchOff() {
        database().atomic(connection -> {
            AuditLog.switchOff(connection, new PostgresAuditTriggers(owner));
            return connection;
        });
    }
}
