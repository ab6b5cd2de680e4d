package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import dev.coffer.storage.spi.RecordSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of credentials that are over: by their time, by newer ones, by the end of the storage. */
class CredentialEndTest {
    private static final OwnServer SERVER = new OwnServer(18).access("host all all 127.0.0.1/32 scram-sha-256");

    @BeforeAll
    static void start() {
        SERVER.start();
        SERVER.execute("CREATE ROLE app NOLOGIN");
        SERVER.execute("CREATE SCHEMA app AUTHORIZATION app");
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    /** A new role each time, unless it is away. */
    private static class Roles implements CredentialSource {
        private final UnaryOperator<DatabaseCredentials> times;
        final List<DatabaseCredentials> given = new CopyOnWriteArrayList<>();
        private final List<DatabaseCredentials> retired = new CopyOnWriteArrayList<>();
        private volatile boolean away;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        Roles(UnaryOperator<DatabaseCredentials> times) {
            this.times = times;
        }

        @Override
        public DatabaseCredentials fetch() {
            asked.incrementAndGet();
            if (away) {
                throw new IllegalStateException("away");
            }
            String name = "end_" + UUID.randomUUID().toString().substring(0, 8);
            SERVER.execute("CREATE ROLE " + name + " LOGIN IN ROLE app PASSWORD 'secret'");
            DatabaseCredentials next = times.apply(new DatabaseCredentials(name, "secret"));
            given.add(next);
            return next;
        }

        @Override
        public void retired(DatabaseCredentials credentials) {
            retired.add(credentials);
            SERVER.execute("DROP ROLE " + credentials.user());
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private static StorageConfig.Builder config(CredentialSource source) {
        return StorageConfig.forUrl("postgresql://127.0.0.1:" + SERVER.port() + "/postgres")
                .schema("app")
                .schemaOwner("app")
                .credentials(source)
                .lockTimeout(Duration.ofMillis(500))
                .poolSize(2);
    }

    /** The processes of the server's that serve this login. */
    private static List<Integer> sessions(DatabaseCredentials login) throws SQLException {
        try (Connection connection = TestServer.connect(SERVER.url());
                PreparedStatement query =
                        connection.prepareStatement("SELECT pid FROM pg_stat_activity WHERE usename = ?")) {
            query.setString(1, login.user());
            List<Integer> processes = new ArrayList<>();
            for (ResultSet found = query.executeQuery(); found.next(); ) {
                processes.add(found.getInt(1));
            }
            return processes;
        }
    }

    private static void use(Storage storage) {
        storage.users().create(NewUser.withEmail(UUID.randomUUID() + "@example.org"));
    }

    @Test
    void credentialsThatAreReplaced_areRetiredOnce_whenTheirLastConnectionIsClosed() throws Exception {
        Roles roles = new Roles(given -> given.refreshedAfter(Duration.ofSeconds(1)));
        try (Storage storage = Storage.open(config(roles).build())) {
            storage.inTransaction(tx -> {
                tx.users().create(NewUser.withEmail("first@example.org"));
                DatabaseCredentials ours = roles.given.get(roles.given.size() - 1);
                while (roles.given.size() < 4) {
                    Thread.sleep(20);
                }
                assertThat(roles.retired).doesNotContain(ours);
                tx.users().create(NewUser.withEmail("last@example.org"));
            });
            while (roles.retired.size() < 3) {
                Thread.sleep(20);
            }
            use(storage);
        }
        assertThat(roles.retired).doesNotHaveDuplicates();
        assertThat(roles.closed).hasValue(1);
    }

    @Test
    void credentialsThatEnd_areNotUsedAnyLonger_andNewOnesAreAskedForWithPauses() throws Exception {
        Roles roles = new Roles(given -> given.validFor(Duration.ofSeconds(2)));
        try (Storage storage = Storage.open(config(roles).build())) {
            use(storage);
            roles.away = true;
            Thread.sleep(2_000);
            int before = roles.asked.get();
            long begun = System.nanoTime();
            for (int i = 0; i < 6; i++) {
                assertThatExceptionOfType(Unavailable.class)
                        .isThrownBy(() -> use(storage))
                        .withStackTraceContaining("away");
            }
            double seconds = (System.nanoTime() - begun) / 1e9; // three and some, of a machine with time
            int pauses = (int) (Math.log(1 + seconds) / Math.log(2)); // of one, two and four seconds, and so on
            assertThat(roles.asked.get() - before).as("in %.1f s", seconds).isLessThanOrEqualTo(2 + pauses);
            assertThat(sessions(roles.given.get(0))).isEmpty();

            roles.away = false;
            while (roles.given.size() < 2) {
                Thread.sleep(20);
            }
            use(storage);
        }
    }

    @Test
    void theSameLoginForLonger_goesOnWithItsConnections() throws Exception {
        Roles roles = new Roles(given -> given);
        DatabaseCredentials only = roles.fetch();
        CredentialSource renewing = () -> only.validFor(Duration.ofSeconds(5)).refreshedAfter(Duration.ofMillis(500));
        try (Storage storage = Storage.open(config(renewing).build())) {
            use(storage);
            List<Integer> first = sessions(only);
            for (int i = 0; i < 60; i++) { // for longer than they are valid
                use(storage);
                Thread.sleep(100);
            }
            assertThat(first).isNotEmpty();
            assertThat(sessions(only)).containsAll(first);
        }
    }

    @Test
    void whatCannotBeOpened_closesTheSource_andSoDoesARecordSource() {
        Roles roles = new Roles(given -> given);
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Storage.open(
                        config(roles).schema("other").schemaOwner("nobody").build()));
        assertThat(roles.closed).hasValue(1);

        Storage.open(config(roles).build()).close();
        try (RecordSource records =
                new PostgresStorageProvider().openSource(config(roles).build())) {
            assertThat(records.highWater()).isNotNegative();
        }
        assertThat(roles.closed).hasValue(3);
    }

    @Test
    void credentialsThatMayNotReadOurTables_areNotTaken_byARecordSourceEither() throws Exception {
        Storage.open(config(new Roles(given -> given)).build()).close();
        List<DatabaseCredentials> refused = new CopyOnWriteArrayList<>();
        Roles roles = new Roles(given -> given.refreshedAfter(Duration.ofSeconds(2))) {
            @Override
            public DatabaseCredentials fetch() {
                DatabaseCredentials next = super.fetch();
                if (given.size() > 1) {
                    SERVER.execute("REVOKE app FROM " + next.user());
                }
                return next;
            }

            @Override
            public void retired(DatabaseCredentials credentials) {
                super.retired(credentials);
                refused.add(credentials);
            }
        };
        try (RecordSource records =
                new PostgresStorageProvider().openSource(config(roles).build())) {
            while (refused.isEmpty()) {
                Thread.sleep(20);
            }
            assertThat(refused.get(0).user()).isEqualTo(roles.given.get(1).user());
            assertThat(records.highWater()).isNotNegative();
        }
    }
}
