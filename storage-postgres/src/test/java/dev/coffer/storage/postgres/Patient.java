package dev.coffer.storage.postgres;

import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/** A storage to be diagnosed: a role and a schema of its own, with a user and a session. */
final class Patient {
    static final String EMAIL = "ada@example.org";
    static final String PASSWORD = "S3cretOfThePatient";

    private final String url;

    private Patient(String url) {
        this.url = url;
    }

    /** Without tables. */
    static Patient empty(OwnServer server) {
        return new Patient(TestServer.freshUrl(server.url(), PASSWORD));
    }

    static Patient on(OwnServer server) {
        Patient patient = empty(server);
        try (Storage storage = Storage.open(patient.url)) {
            User user = storage.users().create(NewUser.withEmail(EMAIL));
            storage.sessions().issue(NewSession.forUser(user.id()).lasting(Duration.ofDays(1)));
        }
        return patient;
    }

    static Patient at(String url) {
        return new Patient(url);
    }

    String url() {
        return url;
    }

    /** Of the role, and of its schema. */
    String name() {
        return PostgresUrl.parse(url).user().orElseThrow();
    }

    /** As the role, which owns the tables. */
    Patient after(String... statements) {
        for (String statement : statements) {
            TestServer.execute(url, statement);
        }
        return this;
    }

    Connection connect() throws SQLException {
        return TestServer.connect(url);
    }

    List<Finding> findings() {
        return findings(config -> config);
    }

    /** So much later. */
    List<Finding> findingsIn(Duration time) {
        InstantSource system = InstantSource.system();
        return findings(config -> config.clock(() -> system.instant().plus(time)));
    }

    List<Finding> findings(UnaryOperator<StorageConfig.Builder> configuration) {
        return new PostgresStorageProvider()
                .diagnose(configuration.apply(StorageConfig.forUrl(url)).build());
    }
}
