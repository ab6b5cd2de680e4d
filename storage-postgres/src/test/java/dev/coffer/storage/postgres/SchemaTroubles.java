package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.Trouble.fail;
import static dev.coffer.storage.postgres.Trouble.warn;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.spi.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Of the tables, as they are made. */
record SchemaTroubles(OwnServer server) {
    List<Trouble> all() {
        return List.of(
                fail("encoding", "Latin 1", this::latin),
                fail("schema", "no tables", () -> Patient.empty(server).findings()),
                fail("schema", "an edited script", () -> after("UPDATE coffer_schema_history SET checksum = 'x'")),
                fail(
                        "schema",
                        "an unfinished migration",
                        () -> after("INSERT INTO coffer_migration (kind, source) VALUES ('user', 'somewhere')")),
                fail("schema", "no schema at all", this::withoutSchema),
                warn("schema-drift", "a column more", () -> after("ALTER TABLE coffer_users ADD COLUMN nickname text")),
                fail(
                        "schema-drift",
                        "a column that may be null",
                        () -> after("ALTER TABLE coffer_users ALTER COLUMN created_at DROP NOT NULL")),
                fail(
                        "schema-drift",
                        "a key dropped",
                        () -> after("ALTER TABLE coffer_tokens DROP CONSTRAINT coffer_tokens_user_id_fkey")),
                fail(
                        "text-order",
                        "that of a language",
                        () -> after("ALTER TABLE coffer_tokens ALTER COLUMN purpose TYPE text COLLATE \"default\"")),
                warn("collation-version", "another than before", this::otherLibrary),
                fail("foreign-keys", "switched off", this::withoutForeignKeys),
                fail("indexes", "dropped", () -> after("DROP INDEX coffer_sessions_by_user")),
                fail("indexes", "invalid", this::invalidIndex));
    }

    private List<Finding> after(String change) {
        return Patient.on(server).after(change).findings();
    }

    private List<Finding> latin() {
        Patient patient = Patient.empty(server);
        server.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
        String latin = patient.url().replaceFirst("/postgres$", "/latin");
        TestServer.execute(
                server.url().replaceFirst("/postgres$", "/latin"),
                "CREATE SCHEMA " + patient.name() + " AUTHORIZATION " + patient.name());
        return Patient.at(latin).findings();
    }

    private List<Finding> withoutSchema() {
        Patient patient = Patient.empty(server);
        return patient.after("DROP SCHEMA " + patient.name()).findings();
    }

    /** As after an upgrade of the system below a database. */
    private List<Finding> otherLibrary() {
        try (OwnServer icu = new OwnServer(18)
                .initdb("--locale-provider=icu", "--icu-locale=en-US", "--locale=C")
                .start()) {
            Patient patient = Patient.on(icu);
            icu.execute("UPDATE pg_database SET datcollversion = '1.2.3'");
            return patient.findings();
        }
    }

    private List<Finding> withoutForeignKeys() {
        Patient patient = Patient.on(server);
        server.execute("ALTER TABLE " + patient.name() + ".coffer_sessions DISABLE TRIGGER ALL");
        return patient.findings();
    }

    /** As when it is built beside a transaction that does not end. */
    private List<Finding> invalidIndex() throws SQLException {
        Patient patient = Patient.on(server).after("DROP INDEX coffer_sessions_by_user");
        try (Connection transaction = patient.connect();
                Statement statement = transaction.createStatement()) {
            transaction.setAutoCommit(false);
            statement.execute("LOCK TABLE coffer_sessions IN ROW EXCLUSIVE MODE");
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> buildConcurrently(patient));
        }
        return patient.findings();
    }

    private static void buildConcurrently(Patient patient) {
        server(
                patient,
                "SET lock_timeout = '200ms'",
                "CREATE INDEX CONCURRENTLY coffer_sessions_by_user ON coffer_sessions (user_id, id)");
    }

    private static void server(Patient patient, String... statements) {
        try (Connection connection = patient.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
