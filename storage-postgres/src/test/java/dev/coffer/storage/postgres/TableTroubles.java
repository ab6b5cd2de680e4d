package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.Trouble.warn;

import dev.coffer.storage.spi.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Of tables that are read and written in ways that they are not made for. */
record TableTroubles(OwnServer server) {
    private static final Duration LATER = Duration.ofHours(1);
    private static final String WITHOUT_AUTOVACUUM = "ALTER TABLE coffer_applied SET (autovacuum_enabled = off)";
    private static final String FILL =
            "INSERT INTO coffer_applied SELECT 'key' || i, '2999-01-01' FROM generate_series(1, 20000) AS i";
    private static final String TELL = "SELECT pg_stat_force_next_flush()";

    List<Trouble> all() {
        return List.of(
                warn("index-use", "no index scans", this::withoutIndexScans),
                warn("index-use", "read as a whole", this::readAsAWhole),
                warn("statistics", "never analyzed", () -> after(WITHOUT_AUTOVACUUM, FILL, TELL)),
                warn(
                        "dead-rows",
                        "more than half",
                        () -> after(WITHOUT_AUTOVACUUM, FILL, "DELETE FROM coffer_applied WHERE key > 'key12'", TELL)),
                warn("autovacuum", "off for a table", () -> after(WITHOUT_AUTOVACUUM)),
                warn("transaction-ids", "old, and held by a transaction", this::oldTransactionIds),
                warn("long-transactions", "since an hour", () -> inTransaction("SELECT 1")),
                warn("long-transactions", "another role's, unseen", this::hidden),
                warn("idle-transactions", "since an hour", () -> inTransaction("SELECT 1")),
                warn("prepared-transactions", "forgotten", this::prepared));
    }

    private List<Finding> after(String... statements) {
        return Patient.on(server).after(statements).findings();
    }

    private List<Finding> withoutIndexScans() {
        Patient patient = Patient.on(server);
        server.execute("ALTER ROLE " + patient.name() + " SET enable_indexscan = off");
        return patient.findings();
    }

    private List<Finding> readAsAWhole() throws SQLException {
        Patient patient = Patient.on(server).after(FILL, "ANALYZE coffer_applied");
        try (Connection connection = patient.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 101; i++) {
                statement.execute("SELECT max(expires_at + interval '1 day') FROM coffer_applied");
            }
            statement.execute(TELL);
        }
        return patient.findings();
    }

    /** Each subtransaction that writes takes one. */
    private List<Finding> oldTransactionIds() throws SQLException {
        try (OwnServer busy =
                new OwnServer(18).setting("autovacuum_freeze_max_age", "100000").start()) {
            Patient patient = Patient.on(busy).after("CREATE TABLE burnt (i int)");
            try (Connection holding = patient.connect();
                    Statement statement = holding.createStatement()) {
                holding.setAutoCommit(false);
                holding.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                statement.execute("SELECT count(*) FROM burnt");
                patient.after("""
                        DO $$ BEGIN
                          FOR i IN 1..205000 LOOP
                            BEGIN INSERT INTO burnt VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END;
                          END LOOP;
                        END $$
                        """);
                return patient.findings();
            }
        }
    }

    private List<Finding> inTransaction(String sql) throws SQLException {
        Patient patient = Patient.on(server);
        try (Connection connection = patient.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            return patient.findingsIn(LATER);
        }
    }

    private List<Finding> hidden() throws SQLException {
        Patient patient = Patient.on(server);
        try (Connection other = Patient.empty(server).connect()) {
            other.setAutoCommit(false);
            return patient.findings();
        }
    }

    private List<Finding> prepared() {
        Patient patient = Patient.on(server)
                .after("BEGIN; INSERT INTO coffer_applied VALUES ('k', '2999-01-01'); PREPARE TRANSACTION 'forgotten'");
        try {
            return patient.findingsIn(LATER);
        } finally {
            patient.after("ROLLBACK PREPARED 'forgotten'");
        }
    }
}
