package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.Health;
import dev.coffer.storage.Health.Status;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a storage says of itself while its database, its role or its pool is not as it should be. */
class PostgresHealthTest {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(8); // of a busy machine
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final String url = TestServer.freshUrl(TestServer.NEWEST.url(), "s3cret");

    private static Storage open(String url, int poolSize) {
        return Storage.open(
                StorageConfig.forUrl(url).poolSize(poolSize).passwordCost(4).build());
    }

    /** Within the time that an orchestrator is promised. */
    private static Health health(Storage storage) {
        long begun = System.nanoTime();
        Health health = storage.health();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST.plus(SLACK));
        assertThat(health.toString()).doesNotContain("s3cret");
        return health;
    }

    private static Health await(Storage storage, Predicate<Health> condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Health health = health(storage);
        while (!condition.test(health)) {
            assertThat(System.nanoTime()).as("%s", health).isLessThan(end);
            Thread.sleep(20);
            health = health(storage);
        }
        return health;
    }

    private static Health await(Storage storage, Status status) throws InterruptedException {
        return await(storage, health -> health.status() == status);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next answer that is a new one. */
    private static Health next(Storage storage) throws InterruptedException {
        Health known = health(storage);
        return await(storage, health -> !health.equals(known));
    }

    private void execute(String sql) {
        TestServer.execute(url, sql);
    }

    @Test
    void soundStorage_isUp_withAllThatIsKnown() {
        for (String place : List.of(url, TestServer.OLDEST.freshUrl())) {
            try (Storage storage = open(place, 3)) {
                Health health = health(storage);

                assertThat(health.status()).as("%s", health).isEqualTo(Status.UP);
                assertThat(health.reasons()).isEmpty();
                assertThat(health.role()).contains(Health.Role.PRIMARY);
                assertThat(health.schema()).contains(Health.Schema.CURRENT);
                assertThat(health.latency()).isPresent();
                assertThat(health.pool())
                        .hasValueSatisfying(pool -> assertThat(pool.most()).isEqualTo(3));
                assertThat(health.certificateExpiresAt()).isEmpty();
                assertThat(health.credentialsExpireAt()).isEmpty();
            }
        }
    }

    @Test
    void serverThatIsAway_isDown_andUpWhenItIsBack() throws Exception {
        try (OwnServer server = new OwnServer(18).start()) {
            try (Storage storage = open(TestServer.freshUrl(server.url()), 3)) {
                assertThat(health(storage).status()).isEqualTo(Status.UP);

                server.kill();
                Health down = await(storage, Status.DOWN);
                assertThat(down.reasons()).hasSize(1);
                assertThat(down.role()).isEmpty();

                server.start();
                await(storage, Status.UP);
            }
        }
    }

    @Test
    void networkThatStalls_isDownInTime_eachTime_andUpWhenItGoesOn() throws Exception {
        try (FaultProxy proxy = new FaultProxy(url);
                Storage storage = open(proxy.through(url), 3)) {
            assertThat(health(storage).status()).isEqualTo(Status.UP);

            proxy.hold();
            Health down = await(storage, Status.DOWN);
            assertThat(down.reasons()).containsExactly("there was no answer within 2 seconds");
            for (int i = 0; i < 10; i++) {
                assertThat(health(storage).status()).isEqualTo(Status.DOWN);
            }

            proxy.letGo();
            await(storage, Status.UP);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REVOKE SELECT ON coffer_users FROM %s | GRANT SELECT ON coffer_users TO %s | DOWN | may not read",
                "REVOKE ALL ON ALL TABLES IN SCHEMA %s FROM %1$s | GRANT ALL ON ALL TABLES IN SCHEMA %1$s TO %1$s | DOWN | lacks a right",
                "REVOKE SELECT ON coffer_versions FROM %s | GRANT SELECT ON coffer_versions TO %s | DOWN | lacks a right",
                "REVOKE DELETE ON coffer_tokens FROM %s | GRANT DELETE ON coffer_tokens TO %s | DEGRADED | write to",
                "REVOKE USAGE ON coffer_versions FROM %s | GRANT USAGE ON coffer_versions TO %s | DEGRADED | write to"
            })
    void rightThatIsRevoked_isFoundOut_whereABareQuestionIsStillAnswered(
            String revoke, String grant, Status status, String reason) throws Exception {
        String role = PostgresUrl.parse(url).user().orElseThrow();
        try (Storage storage = open(url, 2);
                Connection bare = TestServer.connect(url);
                Statement statement = bare.createStatement()) {
            assertThat(health(storage).status()).isEqualTo(Status.UP);

            execute(revoke.formatted(role));
            Health health = next(storage);
            assertThat(statement.execute("SELECT 1")).isTrue();
            assertThat(health.status()).as("%s", health).isEqualTo(status);
            assertThat(health.reasons()).singleElement().asString().contains(reason);

            execute(grant.formatted(role));
            await(storage, Status.UP);
        }
    }

    /** As the doctor has it. */
    @Test
    void whatIsNeeded_isTheSameForTheDoctor() throws Exception {
        String role = PostgresUrl.parse(url).user().orElseThrow();
        List<String> needed = List.of(
                "SELECT ON coffer_users",
                "UPDATE ON coffer_sessions",
                "INSERT ON coffer_key_values",
                "UPDATE ON coffer_applied",
                "USAGE ON coffer_versions",
                "SELECT ON coffer_migration");
        StorageConfig config = StorageConfig.forUrl(url).poolSize(1).build();
        try (Storage storage = Storage.open(config)) {
            for (String right : needed) {
                execute("REVOKE " + right + " FROM " + role);
                assertThat(await(storage, health -> health.status() != Status.UP)
                                .reasons())
                        .hasSize(1);
                assertThat(new PostgresStorageProvider().diagnose(config))
                        .filteredOn(finding -> finding.check().equals("role-rights"))
                        .singleElement()
                        .matches(finding -> finding.observed().endsWith("lacks " + right.replace("ON", "on")));
                execute("GRANT " + right + " TO " + role);
                await(storage, Status.UP);
            }
        }
    }

    @Test
    void schemaThatMayNotBeUsed_isDown() throws Exception {
        String role = PostgresUrl.parse(url).user().orElseThrow();
        try (Storage storage = open(url, 2)) {
            execute("REVOKE ALL ON SCHEMA " + role + " FROM " + role);

            assertThat(await(storage, Status.DOWN).reasons())
                    .singleElement()
                    .asString()
                    .contains("lacks a right");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NEWER | DEGRADED | INSERT INTO coffer_schema_history (version, description, checksum) VALUES (4, 'later', 'x')",
                "EDITED | DOWN | UPDATE coffer_schema_history SET checksum = 'x'",
                "MISSING | DOWN | DELETE FROM coffer_schema_history",
                "MISSING | DOWN | DROP TABLE coffer_schema_history",
                "MISSING | DOWN | DROP TABLE coffer_applied",
                "UNFINISHED | DOWN | INSERT INTO coffer_migration (kind, source) VALUES ('USER', 'elsewhere')"
            })
    void tablesThatAreOthers_areFoundOut(Health.Schema schema, Status status, String change) throws Exception {
        try (Storage storage = open(url, 2)) {
            execute(change);

            Health health = await(
                    storage, found -> found.schema().filter(schema::equals).isPresent());

            assertThat(health.status()).as("%s", health).isEqualTo(status);
            assertThat(health.reasons()).hasSize(1);
        }
    }

    @Test
    void tablesThatNobodyLooksAt_areLeftAlone() throws Exception {
        open(url, 1).close();
        execute("DROP TABLE coffer_schema_history");
        try (Storage storage = Storage.open(StorageConfig.forUrl(url)
                .schemaMode(SchemaMode.NONE)
                .poolSize(1)
                .build())) {
            Health health = health(storage);

            assertThat(health.status()).as("%s", health).isEqualTo(Status.UP);
            assertThat(health.schema()).isEmpty();
        }
    }

    @Test
    void standby_degradesAStorageThatWrites_andIsRightForOneThatReads() throws Exception {
        try (OwnServer primary = new OwnServer(18).start()) {
            String place = TestServer.freshUrl(primary.url());
            open(place, 1).close();
            try (OwnServer standby = primary.standby()) {
                String there = place.replace(":" + primary.port(), ":" + standby.port());
                try (Storage storage = open(there, 1)) {
                    Health health = health(storage);
                    assertThat(health.status()).as("%s", health).isEqualTo(Status.DEGRADED);
                    assertThat(health.role()).contains(Health.Role.STANDBY);
                    assertThat(health.reasons()).singleElement().asString().contains("standby");

                    standby.promote();
                    assertThat(await(storage, Status.UP).role()).contains(Health.Role.PRIMARY);
                }
                try (Storage reading =
                        Storage.open(StorageConfig.forUrl(place).readOnly(true).build())) {
                    assertThat(health(reading).status()).isEqualTo(Status.UP);
                }
            }
        }
    }

    @Test
    void roleThatIsSetToRead_isDegraded() throws Exception {
        String role = PostgresUrl.parse(url).user().orElseThrow();
        open(url, 1).close();
        execute("ALTER ROLE " + role + " SET default_transaction_read_only = on");
        try (Storage storage = open(url, 1)) {
            Health health = health(storage);

            assertThat(health.status()).as("%s", health).isEqualTo(Status.DEGRADED);
            assertThat(health.reasons()).singleElement().asString().contains("reads only");
        }
    }

    @Test
    void answerThatIsSlow_isDegraded() throws Exception {
        String role = PostgresUrl.parse(url).user().orElseThrow();
        try (Storage storage = open(url, 2);
                Connection observer = TestServer.connect(url);
                Connection other = TestServer.connect(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            Health health;
            int times = 0;
            do { // a busy machine may not be back in time
                statement.execute("LOCK TABLE coffer_schema_history IN ACCESS EXCLUSIVE MODE");
                CompletableFuture<Health> asked = CompletableFuture.supplyAsync(storage::health);
                ServerActivity.awaitLock(observer, role);
                Thread.sleep(1_050);
                other.rollback();
                health = asked.get();
                times++;
            } while (health.latency().isEmpty()
                    && times < 5
                    && await(storage, Status.UP).latency().isPresent());

            assertThat(health.status()).as("%s", health).isEqualTo(Status.DEGRADED);
            assertThat(health.reasons()).singleElement().asString().startsWith("an answer took ");
        }
    }

    @Test
    void poolThatIsUsedUp_isDegraded_withItsFigures_andTakesNoConnectionMore() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch holding = new CountDownLatch(3);
        List<CompletableFuture<?>> running = new ArrayList<>();
        try (Storage storage = open(url, 3)) {
            for (int i = 0; i < 3; i++) {
                running.add(CompletableFuture.runAsync(
                        () -> storage.inTransaction(tx -> {
                            tx.users().count();
                            holding.countDown();
                            await(done);
                        }),
                        threads));
            }
            holding.await();
            for (int i = 0; i < 12; i++) {
                running.add(CompletableFuture.runAsync(() -> storage.users().count(), threads));
            }
            for (int i = 0; i < 40; i++) {
                running.add(CompletableFuture.runAsync(storage::health, threads));
            }

            Health health = health(storage);

            assertThat(health.status()).as("%s", health).isEqualTo(Status.DEGRADED);
            assertThat(health.reasons()).singleElement().asString().startsWith("all 3 connections are in use, ");
            assertThat(health.pool()).hasValueSatisfying(pool -> {
                assertThat(pool.active()).isEqualTo(3);
                assertThat(pool.waiting()).isEqualTo(12); // the check is no caller
            });
            assertThat(ServerActivity.others(url)).hasSize(3);
            done.countDown();
            for (CompletableFuture<?> one : running) {
                one.get();
            }
            assertThat(await(storage, Status.UP).pool())
                    .hasValueSatisfying(pool -> assertThat(pool.isExhausted()).isFalse());
        } finally {
            done.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void poolThatIsUsedUpByCallsWithoutAnswers_isDown() throws Exception {
        try (FaultProxy proxy = new FaultProxy(url);
                Storage storage = open(proxy.through(url), 2)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            proxy.hold();
            List<CompletableFuture<?>> stuck = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                stuck.add(CompletableFuture.runAsync(
                        () -> storage.inTransaction(tx -> tx.users().count())));
            }

            await(storage, Status.DOWN);

            proxy.letGo();
            await(storage, Status.UP);
            assertThat(stuck).hasSize(2);
        }
    }

    @Test
    void hostsOwnPool_isLookedIntoWhereItIsHikariCPs() throws Exception {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(TestServer.jdbcUrl(url));
        settings.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(settings);
                Storage storage = PostgresStorage.open(pool)) {
            assertThat(health(storage).status()).isEqualTo(Status.UP);
            assertThat(next(storage).pool())
                    .hasValueSatisfying(figures -> assertThat(figures.most()).isEqualTo(1));

            Health within =
                    storage.<Health, InterruptedException>callInTransaction(tx -> await(storage, Status.DEGRADED));

            assertThat(within.reasons()).singleElement().asString().startsWith("the one connection is in use");
            await(storage, Status.UP);
        }
    }

    @Test
    void certificateThatEndsSoon_isDegraded_untilItIsRenewed() throws Exception {
        try (TlsServer server = new TlsServer(directory)) {
            Authority.Issued own = server.root.issuingFor(Duration.ofDays(13)).issue("ada");
            server.file("ada.crt", own.pem());
            server.file("ada.key", PemText.of("PRIVATE KEY", own.key().getEncoded()));
            server.install(server.root.issuingFor(Duration.ofDays(20)).issue("server", "localhost"));
            server.server.reload();
            StorageConfig config = StorageConfig.forUrl(server.url(
                            "ada",
                            "localhost",
                            "sslmode=verify-full&sslrootcert=" + directory.resolve("root.crt") + "&sslcert="
                                    + directory.resolve("ada.crt") + "&sslkey=" + directory.resolve("ada.key")))
                    .schema("public")
                    .build();
            WatchedPool watched = WatchedPool.open(config);
            try (Storage storage = watched.storage()) {
                Health soon = health(storage);
                assertThat(soon.status()).as("%s", soon).isEqualTo(Status.DEGRADED);
                assertThat(soon.reasons()).singleElement().asString().startsWith("our certificate ends at ");
                Instant end = soon.certificateExpiresAt().orElseThrow();
                assertThat(end).isCloseTo(Instant.now().plus(Duration.ofDays(13)), within(1, ChronoUnit.MINUTES));

                Authority.Issued renewed =
                        server.root.issuingFor(Duration.ofDays(90)).issue("ada");
                server.file("ada.crt", renewed.pem());
                server.file("ada.key", PemText.of("PRIVATE KEY", renewed.key().getEncoded()));
                assertThat(await(storage, Status.UP).certificateExpiresAt())
                        .hasValueSatisfying(later -> assertThat(later)
                                .isCloseTo(Instant.now().plus(Duration.ofDays(20)), within(1, ChronoUnit.MINUTES)));

                server.install(server.root.issuingFor(Duration.ofDays(2)).issue("server", "localhost"));
                server.server.reload();
                watched.pool().retireAll();
                assertThat(await(storage, Status.DEGRADED).reasons())
                        .singleElement()
                        .asString()
                        .startsWith("the server's certificate ends at ");
            }
        }
    }

    @Test
    void credentialsThatAreNotRenewed_areDegraded_andDownWhenTheyHaveEnded() throws Exception {
        String user = PostgresUrl.parse(url).user().orElseThrow();
        AtomicBoolean sealed = new AtomicBoolean();
        CredentialSource source = () -> {
            if (sealed.get()) {
                throw new IOException("sealed");
            }
            return new DatabaseCredentials(user, "s3cret")
                    .refreshedAfter(Duration.ofMillis(500))
                    .validFor(Duration.ofSeconds(6));
        };
        try (Storage storage = Storage.open(
                StorageConfig.forUrl(url).credentials(source).poolSize(2).build())) {
            Health sound = health(storage);
            assertThat(sound.status()).as("%s", sound).isEqualTo(Status.UP);
            assertThat(sound.credentialsExpireAt()).isPresent();

            sealed.set(true);
            assertThat(await(storage, Status.DEGRADED).reasons())
                    .singleElement()
                    .asString()
                    .startsWith("the source of credentials has given none");
            Health ended = await(storage, Status.DOWN);
            assertThat(ended.reasons().get(0)).startsWith("the credentials of the database ended at ");

            sealed.set(false);
            await(storage, Status.UP);
        }
    }

    @Test
    void connection_goesBackWithItsTimeLimit() throws SQLException {
        StorageConfig config = StorageConfig.forUrl(url).poolSize(1).build();
        WatchedPool watched = WatchedPool.open(config);
        try (Storage storage = watched.storage()) {
            int before = limit(watched);

            assertThat(health(storage).status()).isEqualTo(Status.UP);

            assertThat(limit(watched)).isEqualTo(before);
        }
    }

    private static int limit(WatchedPool watched) throws SQLException {
        try (Connection connection = watched.pool().lease(true)) {
            return connection.getNetworkTimeout();
        }
    }
}
