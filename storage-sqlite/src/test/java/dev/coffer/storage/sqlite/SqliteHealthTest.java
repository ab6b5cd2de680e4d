package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.Health;
import dev.coffer.storage.Health.Status;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.StorageTransaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a storage says of itself while its file or its pool is not as it should be. */
class SqliteHealthTest {
    /** Two seconds, and as many as a machine that is busy with others may need to go on. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private StorageConfig.Builder config(String name) {
        return StorageConfig.forUrl("sqlite:" + directory.resolve(name)).lockTimeout(LONGEST.multipliedBy(3));
    }

    private static Health health(Storage storage) {
        long begun = System.nanoTime();
        Health health = storage.health();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST);
        return health;
    }

    private void run(String name, String sql) throws Exception {
        try (Connection other = PlainSql.connect(directory.resolve(name))) {
            PlainSql.run(other, sql);
        }
    }

    @Test
    void soundStorage_isUp() {
        for (StorageConfig config : new StorageConfig[] {
            config("app.db").poolSize(3).build(),
            config("app.db").readOnly(true).poolSize(3).build()
        }) {
            try (Storage storage = Storage.open(config)) {
                Health health = health(storage);

                assertThat(health.status()).as("%s", health).isEqualTo(Status.UP);
                assertThat(health.schema()).contains(Health.Schema.CURRENT);
                assertThat(health.role()).isEmpty();
                assertThat(health.latency()).isPresent();
                assertThat(health.pool())
                        .hasValueSatisfying(pool -> assertThat(pool.most()).isEqualTo(3));
            }
        }
    }

    @TestFactory
    Iterable<DynamicTest> fileThatIsTakenAway_isDown() {
        return Map.<String, Taking>of(
                        "deleted",
                        file -> Files.delete(file),
                        "moved",
                        file -> Files.move(file, directory.resolve("elsewhere.db")),
                        "replaced",
                        file -> {
                            Files.delete(file);
                            Files.writeString(file, "no database");
                        })
                .entrySet()
                .stream()
                .map(taken -> DynamicTest.dynamicTest(taken.getKey(), () -> {
                    String name = taken.getKey() + ".db";
                    try (Storage storage = Storage.open(config(name).build())) {
                        taken.getValue().from(directory.resolve(name));

                        Health health = health(storage);
                        assertThat(health.status()).as("%s", health).isEqualTo(Status.DOWN);
                        assertThat(health.reasons()).hasSize(1);
                    }
                }))
                .toList();
    }

    private interface Taking {
        void from(Path file) throws Exception;
    }

    @TestFactory
    Iterable<DynamicTest> tablesThatAreOthers_areFoundOut() {
        return Map.of(
                        "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (4, 'later', 'x')",
                        Health.Schema.NEWER,
                        "UPDATE coffer_schema_history SET checksum = 'x'",
                        Health.Schema.EDITED,
                        "DELETE FROM coffer_schema_history",
                        Health.Schema.MISSING,
                        "DROP TABLE coffer_applied",
                        Health.Schema.MISSING,
                        "INSERT INTO coffer_migration (kind, source) VALUES ('USER', 'elsewhere')",
                        Health.Schema.UNFINISHED)
                .entrySet()
                .stream()
                .map(change -> DynamicTest.dynamicTest(change.getKey(), () -> {
                    String name = change.getValue() + "-" + change.getKey().length() + ".db";
                    try (Storage storage = Storage.open(config(name).build())) {
                        run(name, change.getKey());

                        Health health = health(storage);
                        assertThat(health.schema()).as("%s", health).contains(change.getValue());
                        assertThat(health.status())
                                .isEqualTo(change.getValue() == Health.Schema.NEWER ? Status.DEGRADED : Status.DOWN);
                    }
                }))
                .toList();
    }

    @Test
    void tablesThatNobodyLooksAt_areLeftAlone() throws Exception {
        Storage.open(config("none.db").build()).close();
        run("none.db", "DROP TABLE coffer_schema_history");
        try (Storage storage =
                Storage.open(config("none.db").schemaMode(SchemaMode.NONE).build())) {
            Health health = health(storage);

            assertThat(health.status()).as("%s", health).isEqualTo(Status.UP);
            assertThat(health.schema()).isEmpty();
        }
    }

    @Test
    void lockThatAnotherProcessKeeps_isNoDamage_andNotMissedConnections() throws Exception {
        Storage.open(config("app.db").build()).close();
        run("app.db", "PRAGMA journal_mode = delete"); // with a log, readers need no lock
        try (Storage storage =
                        Storage.open(config("app.db").readOnly(true).poolSize(1).build());
                Connection other = PlainSql.connect(directory.resolve("app.db"))) {
            assertThat(storage.users().count()).isZero();
            PlainSql.run(other, "BEGIN EXCLUSIVE");

            Health health = health(storage);
            for (long end = System.nanoTime() + LONGEST.toNanos();
                    health.status() != Status.DOWN && System.nanoTime() - end < 0; ) {
                health = health(storage); // a busy machine has no time to find out, at first
            }

            assertThat(health.status()).as("%s", health).isEqualTo(Status.DOWN);
            assertThat(health.reasons()).first().isEqualTo("another process holds the lock of the database file");
        }
    }

    @Test
    void damagedTable_isDown() throws Exception {
        Storage.open(config("app.db").build()).close();
        damage("coffer_users");
        try (Storage storage =
                Storage.open(config("app.db").schemaMode(SchemaMode.NONE).build())) {
            Health health = health(storage);

            assertThat(health.status()).as("%s", health).isEqualTo(Status.DOWN);
            assertThat(health.reasons()).containsExactly("the database file is damaged or not a database");
        }
    }

    @Test
    void damage_isNotForgotten_ifSomebodyTakesTheConnectionThatHasMetIt() throws Exception {
        StorageConfig config =
                config("app.db").poolSize(1).schemaMode(SchemaMode.NONE).build();
        Storage.open(config("app.db").build()).close();
        damage("coffer_users");
        SqliteSchema schema = SqliteSchema.current();
        try (SqliteDatabase database = new Opening(schema, config).opened().database()) {
            SqliteHealth health = new SqliteHealth(config, schema, new InUse(database));

            assertThatExceptionOfType(Corrupt.class).isThrownBy(() -> health.check(new Health.Builder(Instant.EPOCH)));
        }
    }

    /** A database whose one reader another caller takes whenever it is free. */
    private record InUse(SqliteDatabase database) implements SqliteDatabase {
        @Override
        public <T> T read(Function<SqlConnection, T> work) {
            return database.read(work);
        }

        @Override
        public <T> T write(Function<SqlConnection, T> work) {
            return database.write(work);
        }

        @Override
        public <T> T atomic(Function<SqlConnection, T> work) {
            return database.atomic(work);
        }

        @Override
        public StorageTransaction begin(TransactionOptions options, SearchIndex index) {
            return database.begin(options, index);
        }

        @Override
        public Optional<Health.Pool> pool() {
            return Optional.of(new Health.Pool(1, 0, 3, 1));
        }

        @Override
        public void close() {
            database.close();
        }
    }

    private void damage(String table) throws Exception {
        Path file = directory.resolve("app.db");
        int pageBytes = Integer.parseInt(PlainSql.ask(file, "PRAGMA page_size").get(0));
        int page =
                Integer.parseInt(PlainSql.ask(file, "SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'")
                        .get(0));
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, (page - 1) * pageBytes, page * pageBytes, (byte) 0xA5);
        Files.write(file, bytes);
    }

    @Test
    void readersThatAreAllInUse_areDegraded_withTheirFigures() {
        try (Storage storage = Storage.open(config("app.db").poolSize(1).build())) {
            Health health = storage.<Health, RuntimeException>callInTransaction(
                    TransactionOptions.readOnlySnapshot(), tx -> health(storage));

            assertThat(health.status()).as("%s", health).isEqualTo(Status.DEGRADED);
            assertThat(health.reasons()).containsExactly("the one connection is in use");
            assertThat(health.pool()).contains(new Health.Pool(1, 0, 0, 1));
        }
    }

    @Test
    void writerThatIsInUse_isNoConcernOfAFilesReaders_butIsAllThatMemoryHas() {
        try (Storage file = Storage.open(config("app.db").poolSize(1).build());
                Storage memory = Storage.open("sqlite::memory:")) {
            assertThat(file.<Health, RuntimeException>callInTransaction(tx -> health(file))
                            .status())
                    .isEqualTo(Status.UP);
            assertThat(memory.<Health, RuntimeException>callInTransaction(tx -> health(memory))
                            .reasons())
                    .singleElement()
                    .asString()
                    .startsWith("the one connection is in use");
            assertThat(health(memory).pool())
                    .hasValueSatisfying(pool -> assertThat(pool.most()).isEqualTo(1));
        }
    }
}
