package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where user name and password come from while a storage is open. */
class CredentialsTest {
    private static final OwnServer SERVER = new OwnServer(18).access("host all all 127.0.0.1/32 scram-sha-256");
    private static final AtomicInteger ROLES = new AtomicInteger();

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

    /** As a vault does: a role of its own for each lease, which acts for the one that owns the tables. */
    private static DatabaseCredentials newRole() {
        String name = "lease_" + ROLES.incrementAndGet();
        String password = UUID.randomUUID().toString();
        SERVER.execute("CREATE ROLE " + name + " LOGIN IN ROLE app PASSWORD '" + password + "'");
        SERVER.execute("ALTER ROLE " + name + " SET role = 'app'");
        return new DatabaseCredentials(name, password);
    }

    /** Nobody gets in with them any more, and who is in is thrown out. */
    private static void drop(DatabaseCredentials credentials) {
        SERVER.execute("ALTER ROLE " + credentials.user() + " NOLOGIN");
        SERVER.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '"
                + credentials.user() + "'");
    }

    private static boolean hasSessions(DatabaseCredentials credentials) throws SQLException {
        try (Connection connection = TestServer.connect(SERVER.url());
                PreparedStatement query =
                        connection.prepareStatement("SELECT FROM pg_stat_activity WHERE usename = ?")) {
            query.setString(1, credentials.user());
            return query.executeQuery().next();
        }
    }

    private static StorageConfig.Builder config(CredentialSource source) {
        return StorageConfig.forUrl("postgresql://nobody:nothing@127.0.0.1:" + SERVER.port() + "/postgres")
                .schema("app")
                .credentials(source)
                .poolSize(4);
    }

    private static void use(Storage storage) {
        storage.users().create(NewUser.withEmail(UUID.randomUUID() + "@example.org"));
    }

    @Test
    void whatWasFetched_isUsedAgain_untilItIsRefused() {
        List<DatabaseCredentials> fetched = new CopyOnWriteArrayList<>();
        try (Storage storage = Storage.open(config(() -> added(fetched)).build())) {
            use(storage);
            assertThat(fetched).hasSize(1);

            drop(fetched.get(0));
            use(storage);
            assertThat(fetched).hasSize(2);
        }
    }

    private static DatabaseCredentials added(List<DatabaseCredentials> fetched) {
        DatabaseCredentials next = newRole();
        fetched.add(next);
        return next;
    }

    @Test
    void tenRotationsUnderLoad_failNoCall() throws Exception {
        List<DatabaseCredentials> fetched = new CopyOnWriteArrayList<>();
        CredentialSource source = () -> added(fetched).refreshedAfter(Duration.ofMillis(700));
        try (Storage storage = Storage.open(config(source).build());
                Load load = new Load(8, () -> use(storage))) {
            for (int rotation = 1; rotation <= 10; rotation++) {
                while (fetched.size() <= rotation || hasSessions(fetched.get(rotation - 1))) {
                    Thread.sleep(20);
                }
                drop(fetched.get(rotation - 1));
                load.awaitCalls(50);
            }
            load.assertNoneFailed();
        }
    }

    @Test
    void credentialsThatDoNotHold_areNotTaken_andTheOldOnesStayInUse() throws Exception {
        DatabaseCredentials good = newRole();
        AtomicInteger fetched = new AtomicInteger();
        CredentialSource source = () -> fetched.incrementAndGet() == 1
                ? good.refreshedAfter(Duration.ofMillis(100))
                : new DatabaseCredentials(good.user(), "wrong");
        try (Storage storage = Storage.open(config(source).build())) {
            while (fetched.get() < 3) {
                use(storage);
                Thread.sleep(50);
            }
            use(storage);
        }
    }

    @Test
    void aTimeToRefresh_countsFromWhicheverCredentialsHaveIt() throws Exception {
        List<DatabaseCredentials> fetched = new CopyOnWriteArrayList<>();
        CredentialSource source =
                () -> fetched.isEmpty() ? added(fetched) : added(fetched).refreshedAfter(Duration.ofMillis(100));
        try (Storage storage = Storage.open(config(source).build())) {
            Thread.sleep(1_100); // sooner it is not asked again
            drop(fetched.get(0));
            use(storage);
            while (fetched.size() < 4) {
                Thread.sleep(20);
            }
            use(storage);
        }
    }

    @Test
    void whatIsRefusedAgainAndAgain_isAskedForLessAndLess() throws Exception {
        DatabaseCredentials good = newRole();
        AtomicInteger fetched = new AtomicInteger();
        CredentialSource source = () -> fetched.incrementAndGet() == 1
                ? good
                : new DatabaseCredentials(good.user(), UUID.randomUUID().toString());
        try (Storage storage =
                Storage.open(config(source).lockTimeout(Duration.ofMillis(500)).build())) {
            drop(good);
            long begun = System.nanoTime();
            for (int i = 0; i < 9; i++) {
                assertThatExceptionOfType(AccessDenied.class).isThrownBy(() -> use(storage));
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            int pauses = (int) (Math.log(1 + seconds) / Math.log(2)); // of one, two and four seconds, and so on
            assertThat(fetched.get()).as("in %.1f s", seconds).isBetween(2, 3 + pauses);
        }
    }

    @Test
    void aSourceThatFails_isUnavailable_andWrongCredentialsAreAccessDenied() {
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> Storage.open(config(() -> {
                            throw new IllegalStateException("sealed");
                        })
                        .startTimeout(Duration.ofMillis(500))
                        .build()))
                .withMessageContaining("source of credentials")
                .withStackTraceContaining("sealed");
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> Storage.open(config(() -> new DatabaseCredentials("nobody", "s3cret"))
                        .build()))
                .satisfies(e -> assertThat(e).hasMessageNotContaining("s3cret"));
    }
}
