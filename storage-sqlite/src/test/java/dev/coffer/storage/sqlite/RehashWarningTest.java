package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of a login whose hash cannot be strengthened. */
class RehashWarningTest {
    private static final String EMAIL = "ada@example.org";
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void createTheUser() {
        file = directory.resolve("app.db");
        StorageConfig config =
                StorageConfig.forUrl("sqlite:" + file).passwordCost(4).build();
        try (Storage storage = Storage.open(config)) {
            storage.users().create(NewUser.withEmail(EMAIL).password(PASSWORD));
        }
    }

    @Test
    void aFailure_isWarnedOf() throws Exception {
        try (Connection other = PlainSql.connect(file)) {
            PlainSql.run(other, "BEGIN IMMEDIATE");
            assertThat(printedByALogin("", "100"))
                    .anyMatch(line -> line.contains("WARN"))
                    .contains(EMAIL);
        }
    }

    /** It would be one at each login, and nothing is wrong. */
    @Test
    void aStorageForReadingOnly_isNot() throws Exception {
        assertThat(printedByALogin("?mode=ro", "5000")).containsExactly(EMAIL);
    }

    private List<String> printedByALogin(String parameters, String lockMillis) throws Exception {
        List<String> flags = List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        try (ChildJvm child = ChildJvm.start(
                directory, flags, WeakLogin.class, "sqlite:" + file + parameters, EMAIL, PASSWORD, lockMillis)) {
            child.finish();
            return child.transcript();
        }
    }
}
