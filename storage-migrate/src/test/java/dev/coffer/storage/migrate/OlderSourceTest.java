package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A storage that an earlier version of the library has made, and no newer one has opened, can be read as it is. */
class OlderSourceTest {
    private static final String ID = "0190a6c0-0000-7000-8000-000000000001";

    /** Each with all that a user can have. */
    private static String rows(boolean sqlite) {
        String time = sqlite ? "1000000" : "'1970-01-01 00:00:01+00'";
        String hash = sqlite ? "zeroblob(32)" : "decode(repeat('00', 32), 'hex')";
        String value = sqlite ? "x'01'" : "'\\x01'";
        return String.join(
                ";",
                "INSERT INTO coffer_users (id, email, canonical_email, metadata, created_at, updated_at, version) VALUES ('"
                        + ID + "', 'Ada@x', 'ada@x', '{}', " + time + ", " + time + ", 1)",
                "INSERT INTO coffer_sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, metadata) VALUES ('"
                        + ID + "', " + hash + ", '" + ID + "', " + time + ", " + time + ", " + time + ", '{}')",
                "INSERT INTO coffer_tokens (id, token_hash, user_id, purpose, payload, created_at, expires_at) VALUES ('"
                        + ID + "', " + hash + ", '" + ID + "', 'p', '{}', " + time + ", " + time + ")",
                "INSERT INTO coffer_key_values (namespace, id, key, value, version, created_at, updated_at) VALUES ('n', 'i', 'k', "
                        + value + ", 1, " + time + ", " + time + ")");
    }

    private static String source(boolean sqlite, int version) {
        String url = sqlite ? "sqlite:" + freshFile("older.db") : TestServer.OLDEST.freshUrl();
        StorageConfig config = config(url);
        List<String> scripts = config.provider().schemaScripts().subList(0, version);
        Fixture.runScripts(
                url, Stream.concat(scripts.stream(), Stream.of(rows(sqlite))).toList());
        return url;
    }

    @TestFactory
    Stream<DynamicTest> storageOfAnEarlierVersion_isMoved() {
        return Stream.of(true, false)
                .flatMap(sqlite -> IntStream.of(1, 2)
                        .mapToObj(version -> DynamicTest.dynamicTest(
                                (sqlite ? "sqlite V" : "postgresql V") + version, () -> assertMoved(sqlite, version))));
    }

    private static void assertMoved(boolean sqlite, int version) {
        String source = source(sqlite, version);
        for (String target : List.of(
                "sqlite:" + freshFile("target.db"),
                TestServer.NEWEST.freshUrl(),
                "ndjson:" + freshFile("dump.ndjson"))) {
            MigrationReport report =
                    Migrator.between(config(source), config(target)).run();

            assertThat(report.complete()).isTrue();
            assertThat(report.tables()).extracting(TableReport::arrived).containsExactly(1L, 1L, 1L, 1L, 0L, 0L);
            assertThat(Verifier.between(config(source), config(target)).run().same())
                    .isTrue();
            if (!target.startsWith("ndjson:")) {
                assertWorks(target);
            }
        }
        Path directory = Objects.requireNonNull(freshFile("x").getParent());
        BackupReport backup = Backups.in(directory).write(config(source));
        assertThat(backup.complete()).isTrue();
        String restored = "sqlite:" + freshFile("restored.db");
        assertThat(Restore.of(backup.backup().orElseThrow(), config(restored))
                        .run()
                        .complete())
                .isTrue();
        assertThat(Fixture.count(source, "coffer_schema_history"))
                .as("it is as it was")
                .isEqualTo(version);
    }

    private static void assertWorks(String url) {
        StorageConfig config =
                Audited.config(url).toBuilder().userSearch(UserSearch.ofAll()).build();
        try (Storage storage = Storage.open(config)) {
            Optional<User> ada = storage.users().findByEmail("ada@X");
            assertThat(ada).isPresent();
            assertThat(storage.users().search("ada", PageRequest.first(2)).items())
                    .hasSize(1);
            assertThat(storage.audit().verify().unsealed()).isZero();
            storage.users().create(NewUser.withEmail("eve@x"));
            assertThat(storage.audit().verify().unsealed()).isEqualTo(1);
        }
    }

    @TestFactory
    Stream<DynamicTest> storageOfAnEarlierVersion_thatLacksAColumn_isNot() {
        return Stream.of(true, false)
                .map(sqlite -> DynamicTest.dynamicTest(sqlite ? "sqlite" : "postgresql", () -> {
                    String source = source(sqlite, 1);
                    Fixture.run(source, "ALTER TABLE coffer_sessions DROP COLUMN user_agent");

                    assertThatExceptionOfType(SourceUnreadable.class)
                            .isThrownBy(() -> Migrator.between(config(source), config("sqlite:" + freshFile("t.db")))
                                    .run())
                            .withMessageContaining("coffer_sessions");
                }));
    }
}
