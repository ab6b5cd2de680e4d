package dev.coffer.storage.sqlite;

import static dev.coffer.storage.sqlite.Trouble.fail;
import static dev.coffer.storage.sqlite.Trouble.warn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Of what is in the file, and of who uses it. */
final class SettingTroubles {
    private static final String ROOT_OF_AN_INDEX =
            "SELECT rootpage FROM sqlite_schema WHERE name = 'coffer_sessions_by_user'";

    static final List<Trouble> ALL = List.of(
            fail("integrity", "a page was overwritten", SettingTroubles::damaged),
            fail("integrity", "an index lacks a row", SettingTroubles::indexWithoutARow),
            fail("encoding", "UTF-16", SettingTroubles::inUtf16),
            warn("journal-mode", "delete", file -> after(file, "PRAGMA journal_mode = DELETE")),
            fail("settings", "foreign keys off", SettingTroubles::withoutForeignKeys),
            warn("write-lock", "held by another process", SettingTroubles::lockedByAnother),
            fail("schema", "no tables", SettingTroubles::withoutTables),
            fail("schema", "an edited script", file -> after(file, "UPDATE coffer_schema_history SET checksum = 'x'")),
            fail("schema", "a migration is not finished", SettingTroubles::halfMigrated),
            warn("schema-drift", "a view more", file -> after(file, "CREATE VIEW coffer_v AS SELECT 1")),
            fail("schema-drift", "an index less", file -> after(file, "DROP INDEX coffer_tokens_by_expiry")),
            fail(
                    "schema-drift",
                    "a column more",
                    file -> after(file, "ALTER TABLE coffer_users ADD COLUMN more TEXT")));

    private SettingTroubles() {}

    private static List<Finding> after(Path file, String... statements) throws SQLException {
        PlainSql.run(file, statements);
        return DiagnosisTest.findings(file);
    }

    private static List<Finding> damaged(Path file) throws Exception {
        long page = Long.parseLong(PlainSql.ask(file, ROOT_OF_AN_INDEX).get(0));
        long size = Long.parseLong(PlainSql.ask(file, "PRAGMA page_size").get(0));
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek((page - 1) * size);
            bytes.write(new byte[100]);
        }
        return DiagnosisTest.findings(file);
    }

    private static List<Finding> indexWithoutARow(Path file) throws SQLException {
        return after(
                file,
                "PRAGMA writable_schema = on; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema"
                        + " WHERE name = 'coffer_tokens_by_user') WHERE name = 'coffer_sessions_by_user'");
    }

    private static List<Finding> inUtf16(Path file) throws SQLException {
        Path other = file.resolveSibling("utf16.db");
        PlainSql.run(
                other,
                "PRAGMA encoding = 'UTF-16le'; "
                        + SqliteSchema.current().scripts().get(0));
        return DiagnosisTest.findings(other);
    }

    /** A driver that keeps to itself what it is told: no other way leads there. */
    private static List<Finding> withoutForeignKeys(Path file) throws SQLException {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + file).build();
        Check<Examination> settings = Diagnosis.CHECKS.stream()
                .filter(check -> check.name().equals("settings"))
                .findFirst()
                .orElseThrow();
        try (SqliteConnection connection = SqliteConnection.open(file, OpenMode.READ, Duration.ZERO)) {
            connection.pragma("foreign_keys = off");
            return List.of(settings.of(
                    new Examination(config, file, SqliteSchema.current(), connection, OpenMode.READ),
                    failure -> SqliteErrors.translate(failure, Phase.READ)));
        }
    }

    private static List<Finding> lockedByAnother(Path file) throws Exception {
        try (ChildJvm other = ChildJvm.start(file.resolveSibling(""), List.of(), LockHolder.class, file)) {
            assertThat(other.answer()).isEqualTo("held");
            return DiagnosisTest.findings(file);
        }
    }

    private static List<Finding> withoutTables(Path file) throws SQLException {
        Path other = file.resolveSibling("other.db");
        PlainSql.run(other, "CREATE TABLE others (i INTEGER)");
        return DiagnosisTest.findings(other);
    }

    private static List<Finding> halfMigrated(Path file) throws Exception {
        Files.createFile(MigrationFile.beside(file));
        return DiagnosisTest.findings(file);
    }
}
