package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.RandomOperations.Operation;
import dev.coffer.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to both databases, also in a transaction of the host's, they give the same results. */
class SameResultsTest {
    private static final Duration[] STEPS = {Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofDays(30)};

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("coffer.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Instant now = Instant.parse("2026-03-28T12:00:00.123456Z");

    @Test
    void tenThousandRandomOperations_haveTheSameResults() {
        try (Storage sqlite = open(sqliteUrl());
                Storage postgres = open(TestServer.NEWEST.freshUrl())) {
            compare(10_000, new World(sqlite), new World(postgres));
        }
    }

    @Test
    void onTheHostsSqliteConnection_whateverItsSettings_resultsAreTheSame() throws Exception {
        String hosts = "sqlite:" + directory.resolve("hosts.db");
        open(hosts).close();
        try (Storage storage = open(sqliteUrl());
                Connection connection = DriverManager.getConnection(
                        "jdbc:" + hosts + "?foreign_keys=on&date_class=TEXT&date_precision=SECONDS")) {
            execute(
                    connection,
                    "PRAGMA reverse_unordered_selects = on",
                    "PRAGMA full_column_names = on",
                    "PRAGMA short_column_names = off",
                    "PRAGMA case_sensitive_like = on",
                    "PRAGMA automatic_index = off");
            compareTransactions(storage, connection, SqliteStorage::on);
        }
    }

    @Test
    void onTheHostsPostgresConnection_whateverItsSettings_resultsAreTheSame() throws Exception {
        String hosts = TestServer.NEWEST.freshUrl();
        open(hosts).close();
        try (Storage storage = open(sqliteUrl());
                Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(hosts)
                        + "&stringtype=unspecified&prepareThreshold=1&autosave=always&defaultRowFetchSize=1")) {
            execute(
                    connection,
                    "SET TimeZone = 'Asia/Kathmandu'",
                    "SET IntervalStyle = 'sql_standard'",
                    "SET bytea_output = 'escape'",
                    "SET plan_cache_mode = force_generic_plan",
                    "SET default_transaction_isolation = 'serializable'");
            compareTransactions(storage, connection, PostgresStorage::on);
        }
    }

    @Test
    void onTheHostsPool_resultsAreTheSame() throws Exception {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(TestServer.jdbcUrl(TestServer.NEWEST.freshUrl()));
        settings.setMaximumPoolSize(1);
        settings.setAutoCommit(false);
        settings.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        try (HikariDataSource pool = new HikariDataSource(settings);
                Storage ours = open(sqliteUrl());
                Storage hosts = PostgresStorage.open(pool, config(StorageConfig.builder()))) {
            compare(500, new World(ours), new World(hosts));
        }
    }

    /** How a host joins its transaction. */
    @FunctionalInterface
    private interface Join {
        StorageAccess on(Connection connection, StorageConfig config);
    }

    private void compareTransactions(Storage storage, Connection connection, Join join) {
        World ours = new World((Consumer<StorageAccess> work) -> storage.inTransaction(work::accept));
        World hosts = new World((Consumer<StorageAccess> work) -> inTransaction(
                connection,
                () -> join.on(connection, config(StorageConfig.builder())).inTransaction(work::accept)));
        compare(500, ours, hosts);
    }

    private static void inTransaction(Connection connection, Runnable work) {
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String... settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : settings) {
                statement.execute(setting);
            }
        }
    }

    private void compare(int steps, World expected, World actual) {
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(20) == 0) {
                now = now.plus(STEPS[random.nextInt(STEPS.length)]);
            }
            RandomOperations next = new RandomOperations(random, now);
            int together = random.nextInt(10) == 0 ? 2 + random.nextInt(3) : 1;
            List<Operation> operations =
                    Stream.generate(next::next).limit(together).toList();

            assertThat(actual.does(operations))
                    .as("-Dcoffer.test.seed=%d, operation %d: %s", seed, i, names(operations))
                    .isEqualTo(expected.does(operations));
        }
    }

    private static List<String> names(List<Operation> operations) {
        return operations.stream().map(Operation::name).toList();
    }

    private String sqliteUrl() {
        return "sqlite:" + directory.resolve("app.db");
    }

    private Storage open(String url) {
        return Storage.open(config(StorageConfig.forUrl(url)));
    }

    private StorageConfig config(StorageConfig.Builder config) {
        return config.clock(() -> now).passwordCost(4).build();
    }
}
