package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OpeningTest {
    private static Storage open(String url, SchemaMode mode) {
        return Storage.open(StorageConfig.forUrl(url)
                .schemaMode(mode)
                .poolSize(1)
                .startTimeout(Duration.ofMillis(600))
                .build());
    }

    @Test
    void twentyOpeners_onAnEmptyDatabase_makeOneSchema() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        CyclicBarrier start = new CyclicBarrier(20);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<?>> openers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String email = "user" + i + "@example.org";
            openers.add(threads.submit(() -> {
                start.await();
                try (Storage storage =
                        Storage.open(StorageConfig.forUrl(url).poolSize(1).build())) { // with as much time as it takes
                    return storage.users().create(NewUser.withEmail(email));
                }
            }));
        }
        for (Future<?> opener : openers) {
            assertThat(opener.get()).isNotNull();
        }
        threads.shutdown();
        try (Storage storage = open(url, SchemaMode.VALIDATE)) {
            assertThat(storage.users().count()).isEqualTo(20);
        }
    }

    @Test
    void validate_refusesAnEmptyDatabase_andWhatWasChangedByHand() {
        String url = TestServer.OLDEST.freshUrl();
        assertRefused("tables are missing", () -> open(url, SchemaMode.VALIDATE));

        open(url, SchemaMode.MIGRATE).close();
        open(url, SchemaMode.VALIDATE).close();
        String schema = PostgresUrl.parse(url).user().orElseThrow();
        TestServer.OLDEST.execute("ALTER TABLE " + schema + ".coffer_users ADD COLUMN nickname text");
        TestServer.OLDEST.execute("DROP INDEX " + schema + ".coffer_tokens_by_expiry");
        assertRefused("coffer_users.nickname", () -> open(url, SchemaMode.VALIDATE));
        assertRefused("coffer_tokens_by_expiry", () -> open(url, SchemaMode.VALIDATE));
    }

    private static void assertRefused(String message, ThrowingCallable opening) {
        assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(opening).withMessageContaining(message);
    }

    @Test
    void tablesThatAMigrationHasNotFinished_areRefusedInEveryMode_untilItHas() {
        String url = TestServer.NEWEST.freshUrl();
        open(url, SchemaMode.MIGRATE).close();
        TestServer.execute(
                url,
                "DROP INDEX coffer_tokens_by_expiry; INSERT INTO coffer_migration (kind, source, finished_at)"
                        + " VALUES ('user', 'a source', now()), ('session', 'a source', NULL)");
        for (SchemaMode mode : SchemaMode.values()) {
            assertRefused("not finished", () -> open(url, mode));
        }

        TestServer.execute(
                url,
                "UPDATE coffer_migration SET finished_at = now();"
                        + " CREATE INDEX coffer_tokens_by_expiry ON coffer_tokens (expires_at)");
        for (SchemaMode mode : SchemaMode.values()) {
            open(url, mode).close();
        }
    }

    @Test
    void aRoleThatMayNotCreate_isToldWhichRightItLacks() {
        String url = TestServer.NEWEST.freshUrl();
        String role = PostgresUrl.parse(url).user().orElseThrow();
        TestServer.NEWEST.execute("ALTER SCHEMA " + role + " OWNER TO CURRENT_USER");
        TestServer.NEWEST.execute("GRANT USAGE ON SCHEMA " + role + " TO " + role);

        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> open(url, SchemaMode.MIGRATE))
                .withMessageContaining("CREATE on the schema " + role);
    }

    @Test
    void aSchemaOfItsOwn_isMadeWhereThereIsNone_andHoldsTheTables() {
        String url = TestServer.NEWEST.freshUrl();
        String role = PostgresUrl.parse(url).user().orElseThrow();
        StorageConfig config =
                StorageConfig.forUrl(url).schema(role + "_app").poolSize(1).build();

        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> Storage.open(config))
                .withMessageContaining("CREATE on the database, to make the schema " + role + "_app");

        TestServer.NEWEST.execute("GRANT CREATE ON DATABASE postgres TO " + role);
        for (int i = 1; i <= 2; i++) {
            String email = "user" + i + "@example.org";
            try (Storage storage = Storage.open(config)) {
                storage.users().create(NewUser.withEmail(email));
                assertThat(storage.users().count()).isEqualTo(i);
            }
        }
        assertRefused("tables are missing", () -> open(url, SchemaMode.VALIDATE));
    }

    @Test
    void aDatabaseThatDoesNotKeepEveryCharacter_isRefused() {
        String url = TestServer.NEWEST.freshUrl();
        String name = PostgresUrl.parse(url).user().orElseThrow();
        TestServer.NEWEST.execute(
                "CREATE DATABASE " + name + " OWNER " + name + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        try {
            StorageConfig config = StorageConfig.forUrl(url.replaceFirst("/postgres$", "/" + name))
                    .schema("public")
                    .build();
            assertRefused("UTF8", () -> Storage.open(config));
        } finally {
            TestServer.NEWEST.execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    @Test
    void aRoleWithoutACurrentSchema_isToldSo() {
        String url = TestServer.NEWEST.freshUrl();
        String role = PostgresUrl.parse(url).user().orElseThrow();
        TestServer.NEWEST.execute("ALTER ROLE " + role + " SET search_path = missing");

        assertRefused("search_path", () -> open(url, SchemaMode.MIGRATE));
    }

    @Test
    void aDatabaseThatIsNotThere_isAccessDenied_andAServerThatIsNot_isUnavailable() throws IOException {
        String url = TestServer.NEWEST.freshUrl();
        assertThatExceptionOfType(AccessDenied.class)
                .isThrownBy(() -> open(url.replaceFirst("[^/]*$", "missing"), SchemaMode.MIGRATE));

        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> open("postgresql://ada:secret@localhost:" + free + "/app", SchemaMode.MIGRATE))
                .withMessageNotContaining("secret");
    }

    @Test
    void openingAndClosing_writeNothingIntoTheLog() {
        String url = TestServer.NEWEST.freshUrl();
        String log = WrittenLog.during(() -> open(url, SchemaMode.MIGRATE).close());
        assertThat(log.lines()).filteredOn(line -> !line.contains("INFO")).isEmpty();
    }
}
