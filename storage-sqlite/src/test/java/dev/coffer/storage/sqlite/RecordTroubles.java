package dev.coffer.storage.sqlite;

import static dev.coffer.storage.sqlite.Trouble.fail;
import static dev.coffer.storage.sqlite.Trouble.warn;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.Finding;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Of what is stored. */
final class RecordTroubles {
    private static final String USER = """
            INSERT INTO coffer_users (id, email, canonical_email, metadata, created_at, updated_at, version)
            VALUES ('%s', '%s', '%s', '{}', 1, 1, 1)
            """;

    static final List<Trouble> ALL = List.of(
            warn("expired-rows", "for a week", RecordTroubles::nineDaysLater),
            warn(
                    "expired-rows",
                    "very many",
                    file -> after(
                            file,
                            "INSERT INTO coffer_applied WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 10000)"
                                    + " SELECT 'key' || i, CAST(unixepoch('subsec') * 1000000 AS INTEGER) - 1 FROM n")),
            fail("orphans", "of a deletion without foreign keys", file -> after(file, "DELETE FROM coffer_users")),
            fail(
                    "duplicate-emails",
                    "by capital letters",
                    file -> after(file, USER.formatted("1", "Ada@example.org", "Ada@example.org"))),
            fail(
                    "duplicate-emails",
                    "by forms of a letter",
                    file -> after(
                            file,
                            USER.formatted("1", "\u00e9@x.org", "\u00e9@x.org"),
                            USER.formatted("2", "e\u0301@x.org", "e\u0301@x.org"))),
            warn(
                    "search-index",
                    "which is not complete",
                    file -> searched(file, "UPDATE coffer_search SET finished_at = NULL")),
            warn(
                    "search-index",
                    "of another version",
                    file -> searched(file, "UPDATE coffer_search SET fingerprint = 'x'")),
            warn("search-index", "of users that are gone", file -> searched(file, "DELETE FROM coffer_users")),
            fail(
                    "search-index",
                    "without a user that is there",
                    file -> searched(file, "DELETE FROM coffer_user_terms WHERE term = 'ida'")),
            fail(
                    "audit-log",
                    "without one of its triggers",
                    file -> audited(file, "DROP TRIGGER coffer_audit_user_update")),
            warn("audit-log", "that nobody seals", file -> audited(file, """
                    INSERT INTO coffer_audit_pending (at, operation, id, change)
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001)
                    SELECT 1, 'user.locked', 'x', '{}' FROM n
                    """)));

    private RecordTroubles() {}

    private static List<Finding> after(Path file, String... statements) throws SQLException {
        PlainSql.run(file, statements);
        return DiagnosisTest.findings(file);
    }

    private static List<Finding> audited(Path file, String statement) throws SQLException {
        Storage.open(StorageConfig.forUrl("sqlite:" + file)
                        .audit(AuditSettings.ofAll())
                        .build())
                .close();
        return after(file, statement);
    }

    private static List<Finding> searched(Path file, String statement) throws SQLException {
        StorageConfig searching = StorageConfig.forUrl("sqlite:" + file)
                .userSearch(UserSearch.ofAll())
                .build();
        try (Storage storage = Storage.open(searching)) {
            storage.users().create(NewUser.withEmail("ida@example.org"));
        }
        return after(file, statement);
    }

    private static List<Finding> nineDaysLater(Path file) {
        InstantSource system = InstantSource.system();
        return new SqliteStorageProvider()
                .diagnose(StorageConfig.forUrl("sqlite:" + file)
                        .clock(() -> system.instant().plus(Duration.ofDays(9)))
                        .build());
    }
}
