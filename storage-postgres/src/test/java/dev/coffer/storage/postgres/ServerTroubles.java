package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.Trouble.fail;
import static dev.coffer.storage.postgres.Trouble.warn;

import dev.coffer.storage.postgres.FaultProxy.Fault;
import dev.coffer.storage.spi.Finding;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** Of the server and of the role. */
record ServerTroubles(OwnServer server) {
    List<Trouble> all() {
        return List.of(
                fail(
                        "reachable",
                        "nobody listens",
                        () -> Patient.at("postgresql://ada@127.0.0.1:" + OwnServer.freePort() + "/app")
                                .findings()),
                fail(
                        "reachable",
                        "no such database",
                        () -> Patient.at(server.url() + "_that_is_not").findings()),
                warn("reachable", "a slow network", this::farAway),
                warn("login-method", "md5 in pg_hba.conf", this::hashed),
                warn(
                        "login-method",
                        "md5 for new passwords",
                        () -> altered("SET password_encryption = 'md5'").findings()),
                warn(
                        "server-version",
                        "past its last release",
                        () -> Patient.on(server).findingsIn(Duration.ofDays(4000))),
                fail("clock-skew", "an hour", () -> Patient.on(server).findingsIn(Duration.ofHours(1))),
                warn("clock-skew", "ten seconds", () -> Patient.on(server).findingsIn(Duration.ofSeconds(-10))),
                fail(
                        "writable",
                        "read-only by default",
                        () -> altered("SET default_transaction_read_only = on").findings()),
                fail(
                        "connections",
                        "more than the server takes",
                        () -> Patient.on(server).findings(config -> config.poolSize(98))),
                fail(
                        "connections",
                        "more than the role may have",
                        () -> altered("CONNECTION LIMIT 5").findings()),
                warn("connections", "with those of others too many", this::crowded),
                warn(
                        "session-limits",
                        "none behind a pooler",
                        () -> Patient.on(server).findings(config -> config.transactionPooling(true))),
                fail("role-rights", "a right was taken away", this::lackingRights),
                warn(
                        "role-powers",
                        "may create databases",
                        () -> altered("CREATEDB").findings()),
                warn("role-powers", "may run programs", this::runningPrograms),
                fail(
                        "schema-owner",
                        "not there",
                        () -> Patient.on(server).findings(config -> config.schemaOwner("nobody_at_all"))),
                warn("schema-owner", "another one", this::otherOwner),
                fail("fsync", "off", () -> unsafely("fsync")),
                fail("full-page-writes", "off", () -> unsafely("full_page_writes")),
                fail("autovacuum", "off", () -> unsafely("autovacuum")),
                fail(
                        "synchronous-commit",
                        "off for the role",
                        () -> altered("SET synchronous_commit = off").findings()));
    }

    private Patient altered(String change) {
        Patient patient = Patient.on(server);
        server.execute("ALTER ROLE " + patient.name() + " " + change);
        return patient;
    }

    private List<Finding> farAway() {
        Patient patient = Patient.on(server);
        try (FaultProxy proxy = new FaultProxy(patient.url())) {
            proxy.begin(Fault.DELAY);
            return Patient.at(proxy.through(patient.url())).findings();
        }
    }

    private List<Finding> hashed() {
        server.execute("SET password_encryption = 'md5'; CREATE ROLE hashed LOGIN PASSWORD '" + Patient.PASSWORD
                + "'; CREATE SCHEMA hashed AUTHORIZATION hashed");
        return Patient.at(server.url().replace("postgres@", "hashed:" + Patient.PASSWORD + "@"))
                .findings();
    }

    private List<Finding> crowded() throws Exception {
        Patient patient = Patient.on(server);
        List<Connection> others = List.of(TestServer.connect(server.url()), TestServer.connect(server.url()));
        try {
            return patient.findings(config -> config.poolSize(97));
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
    }

    private List<Finding> lackingRights() {
        Patient patient = Patient.on(server);
        return patient.after(
                        "REVOKE DELETE ON coffer_sessions FROM " + patient.name(),
                        "REVOKE USAGE ON coffer_versions FROM " + patient.name())
                .findings();
    }

    private List<Finding> runningPrograms() {
        Patient patient = Patient.on(server);
        server.execute("GRANT pg_execute_server_program TO " + patient.name());
        return patient.findings();
    }

    private List<Finding> otherOwner() {
        Patient patient = Patient.on(server);
        String owner = patient.name().replace("coffer_test", "owner");
        server.execute("CREATE ROLE " + owner + "; GRANT " + owner + " TO " + patient.name());
        return patient.findings(config -> config.schemaOwner(owner));
    }

    private List<Finding> unsafely(String setting) {
        try {
            server.setting(setting, "off").reload();
            return Patient.on(server).findings();
        } finally {
            server.setting(setting, "on").reload();
        }
    }
}
