package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Health;
import dev.coffer.storage.Health.Status;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a storage says of itself while its file or its pool is not as it should be. */
class SqliteHealthTest {
    private static final Duration LONGEST = Duration.ofMillis(3_500);

    @TempDir
    Path directory;

    private StorageConfig.Builder config(String name) {
        return StorageConfig.forUrl("sqlite:" + directory.resolve(name));
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
                        "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (2, 'later', 'x')",
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
    void readersThatAreAllInUse_areDegraded_withTheirFigures() {
        try (Storage storage = Storage.open(config("app.db").poolSize(1).build())) {
            Health health = storage.<Health, RuntimeException>callInTransaction(
                    TransactionOptions.readOnlySnapshot(), tx -> health(storage));

            assertThat(health.status()).as("%s", health).isEqualTo(Status.DEGRADED);
            assertThat(health.reasons()).containsExactly("the one connection is in use, 1 caller waits");
            assertThat(health.pool()).contains(new Health.Pool(1, 0, 1, 1));
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
