package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many open one file at the same moment: one makes or upgrades the schema, all can work. */
class OpeningRaceTest {
    private static final int OPENERS = 20;
    private static final int RACES = 5;

    @TempDir
    Path directory;

    @Test
    void open_byTwentyProcesses_makesOneSchemaAndUpgradesItOnce() throws Exception {
        List<ChildJvm> openers = new ArrayList<>();
        try {
            for (int i = 0; i < OPENERS; i++) {
                List<String> flags = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m");
                openers.add(ChildJvm.start(directory, flags, RacingOpener.class, "opener-" + i));
            }
            answer(openers, "ready");
            for (int race = 0; race < RACES; race++) {
                Path file = directory.resolve("new-" + race + ".db");
                openers.forEach(opener -> opener.tell("current " + file));
                answer(openers, "used");
                assertOneSchemaAndUsers(file, OPENERS);
            }
            for (int race = 0; race < RACES; race++) {
                Path file = oldDatabase(race);
                openers.forEach(opener -> opener.tell("next " + file));
                answer(openers, "used");
                assertUpgradedOnce(file);
            }
            for (ChildJvm opener : openers) {
                opener.finish();
            }
        } finally {
            openers.forEach(ChildJvm::close);
        }
    }

    @Test
    void open_byTwentyThreads_makesOneSchemaAndUpgradesItOnce() throws Exception {
        for (int race = 0; race < RACES; race++) {
            Path created = directory.resolve("new-" + race + ".db");
            Path upgraded = oldDatabase(race);
            Concurrently.call(OPENERS, thread -> {
                try (Storage storage = Storage.open("sqlite:" + created);
                        Storage next = NextSchema.open(upgraded)) {
                    RacingOpener.use(storage, "opener-" + thread);
                    RacingOpener.use(next, "opener-" + thread);
                    return thread;
                }
            });
            assertOneSchemaAndUsers(created, OPENERS);
            assertUpgradedOnce(upgraded);
        }
    }

    private static void answer(List<ChildJvm> openers, String answer) throws InterruptedException {
        for (ChildJvm opener : openers) {
            assertThat(opener.answer()).isEqualTo(answer);
        }
    }

    private Path oldDatabase(int race) {
        Path file = directory.resolve("old-" + race + ".db");
        try (Storage storage = Storage.open("sqlite:" + file)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        return file;
    }

    private static void assertOneSchemaAndUsers(Path file, int users) throws SQLException {
        assertThat(PlainSql.ask(file, "SELECT version FROM coffer_schema_history ORDER BY version"))
                .containsExactly("1", "2", "3");
        StorageConfig validating = StorageConfig.forUrl("sqlite:" + file)
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        try (Storage storage = Storage.open(validating)) {
            assertThat(storage.users().count()).isEqualTo(users);
        }
    }

    private static void assertUpgradedOnce(Path file) throws SQLException {
        assertThat(PlainSql.ask(file, "SELECT version FROM coffer_schema_history ORDER BY version"))
                .containsExactly("1", "2", "3", "4");
        assertThat(PlainSql.ask(file, "SELECT nickname FROM coffer_users WHERE nickname IS NOT NULL"))
                .containsExactly("ada");
        try (Storage storage = NextSchema.open(file)) {
            User ada = storage.users().findByEmail("ada@example.org").orElseThrow();
            assertThat(ada.version()).isEqualTo(2);
            assertThat(ada.metadata()).isEqualTo(Map.of());
            assertThat(storage.users().count()).isEqualTo(OPENERS + 1);
        }
    }
}
