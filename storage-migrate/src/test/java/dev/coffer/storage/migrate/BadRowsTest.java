package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One bad row costs one row: it is named, kept for mending, and the rest arrives. */
class BadRowsTest {
    private static final String LOOSEN = "PRAGMA writable_schema = on;"
            + "UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, ', ''), ') STRICT', ')') WHERE name LIKE 'coffer%'^";
    private static final String TIGHTEN = "^PRAGMA writable_schema = on;"
            + "UPDATE sqlite_schema SET sql = CASE WHEN sql LIKE '%WITHOUT ROWID' THEN replace(sql, 'WITHOUT', 'STRICT, WITHOUT')"
            + " ELSE sql || ' STRICT' END WHERE type = 'table' AND name LIKE 'coffer%'";
    private static final String FIRST_USER = " WHERE id = (SELECT min(id) FROM coffer_users)";
    private static final String FIRST_SESSION = " WHERE id = (SELECT min(id) FROM coffer_sessions)";
    private static final String FIRST_TOKEN = " WHERE id = (SELECT min(id) FROM coffer_tokens)";
    private static final String COUNTER = " WHERE namespace = 'counts'";

    /** What is done to a sound SQLite file with ten users, the field that is named then, and how many records it costs. */
    private record Damage(String statement, String field, int cost) {}

    private static final List<Damage> DAMAGES = List.of(
            new Damage("UPDATE coffer_users SET email = 'a' || char(0) || '@b'" + FIRST_USER, "email", 4),
            new Damage("UPDATE coffer_users SET email = CAST(x'ff40' AS TEXT)" + FIRST_USER, "email", 4),
            new Damage("UPDATE coffer_users SET email = 'no address'" + FIRST_USER, "email", 4),
            new Damage("UPDATE coffer_users SET email = 'OTHER@b'" + FIRST_USER, "canonicalEmail", 4),
            new Damage(
                    "UPDATE coffer_users SET canonical_email = 'Case@b', email = 'Case@b'" + FIRST_USER,
                    "canonicalEmail",
                    4),
            new Damage("UPDATE coffer_users SET metadata = '{\"a\":'" + FIRST_USER, "metadata", 4),
            new Damage("UPDATE coffer_users SET metadata = '[]'" + FIRST_USER, "metadata", 4),
            new Damage("UPDATE coffer_users SET metadata = '{\"a\":1e99999999999}'" + FIRST_USER, "metadata", 4),
            new Damage("UPDATE coffer_users SET metadata = '{\"a\":1,\"a\":2}'" + FIRST_USER, "metadata", 4),
            new Damage("UPDATE coffer_users SET metadata = '{\"a\":\"\\u0000\"}'" + FIRST_USER, "metadata", 4),
            new Damage("UPDATE coffer_users SET created_at = 9000000000000000000" + FIRST_USER, "createdAt", 4),
            new Damage("UPDATE coffer_users SET locked_at = -62135596800000001" + FIRST_USER, "lockedAt", 4),
            new Damage("UPDATE coffer_users SET version = 0" + FIRST_USER, "version", 4),
            new Damage("UPDATE coffer_users SET password_hash = ''" + FIRST_USER, "passwordHash", 4),
            new Damage("UPDATE coffer_users SET id = '1-1-1-1-1'" + FIRST_USER, "id", 4),
            new Damage("UPDATE coffer_users SET id = upper(id)" + FIRST_USER, "id", 4),
            new Damage("DELETE FROM coffer_users" + FIRST_USER, "userId", 3),
            new Damage("UPDATE coffer_sessions SET id = 'x'" + FIRST_SESSION, "id", 1),
            new Damage("UPDATE coffer_sessions SET user_id = 'x'" + FIRST_SESSION, "userId", 1),
            new Damage("UPDATE coffer_sessions SET token_hash = x'00'" + FIRST_SESSION, "tokenHash", 1),
            new Damage("UPDATE coffer_sessions SET user_agent = CAST(x'c3' AS TEXT)" + FIRST_SESSION, "userAgent", 1),
            new Damage("UPDATE coffer_sessions SET user_agent = printf('%1025d', 1)" + FIRST_SESSION, "userAgent", 1),
            new Damage("UPDATE coffer_sessions SET metadata = 'x'" + FIRST_SESSION, "metadata", 1),
            new Damage("UPDATE coffer_sessions SET expires_at = 253402300800000000" + FIRST_SESSION, "expiresAt", 1),
            new Damage("UPDATE coffer_tokens SET purpose = ' '" + FIRST_TOKEN, "purpose", 1),
            new Damage("UPDATE coffer_tokens SET payload = ''" + FIRST_TOKEN, "payload", 1),
            new Damage("UPDATE coffer_key_values SET key = printf('%256d', 1)" + COUNTER, "key", 1),
            new Damage("UPDATE coffer_key_values SET namespace = ''" + COUNTER, "namespace", 1),
            new Damage("UPDATE coffer_key_values SET id = CAST(x'80' AS TEXT)" + COUNTER, "id", 1),
            new Damage("UPDATE coffer_key_values SET key = 'a' || char(0)" + COUNTER, "key", 1),
            new Damage("UPDATE coffer_key_values SET version = -1" + COUNTER, "version", 1),
            new Damage(LOOSEN + "UPDATE coffer_key_values SET value = 'text'" + COUNTER + TIGHTEN, "value", 1),
            new Damage(
                    LOOSEN + "UPDATE coffer_sessions SET created_at = 'x'" + FIRST_SESSION + TIGHTEN, "createdAt", 1),
            new Damage(LOOSEN + "UPDATE coffer_users SET version = 1.5" + FIRST_USER + TIGHTEN, "version", 4));

    @TestFactory
    Stream<DynamicTest> badRow_isNamedInADryRun_andCostsOneRow() {
        return DAMAGES.stream()
                .map(damage ->
                        DynamicTest.dynamicTest(damage.statement().replace('\0', ' '), () -> assertNamed(damage)));
    }

    private static void assertNamed(Damage damage) {
        String source = Fixture.sqlite(10);
        for (String step :
                damage.statement().split("\\^", -1)) { // each on a connection that reads the tables' text anew
            Fixture.run(source, step.split(";", -1));
        }
        Path rejects = freshFile("rejects.ndjson");
        String target = "sqlite:" + freshFile("target.db");
        Migrator migrator = Migrator.between(config(source), config(target)).rejects(rejects);

        MigrationReport dry = migrator.dryRun();
        assertThat(Path.of(target.substring("sqlite:".length()))).doesNotExist();
        MigrationReport report = migrator.run();

        assertThat(dry.rejections()).isEqualTo(report.rejections());
        assertThat(dry.complete()).isEqualTo(report.complete()).isFalse();
        assertThat(report.verification().orElseThrow().same()).isTrue();
        assertThat(report.rejected()).isEqualTo(damage.cost());
        assertThat(report.rejections().get(0).field()).isEqualTo(damage.field());
        assertThat(report.rejections().stream().skip(1).map(Rejection::field)).allMatch("userId"::equals);
        assertThat(rejects)
                .satisfies(file -> assertThat(Files.readAllLines(file)).hasSize(damage.cost()));
        assertThat(report.tables().stream().mapToLong(TableReport::arrived).sum())
                .isEqualTo(10 + 20 + 10 + 61 - (damage.statement().startsWith("DELETE") ? 1 : 0) - damage.cost());
        try (Storage storage = Storage.open(config(target))) {
            assertThat(storage.users().count()).isGreaterThanOrEqualTo(9);
        }
    }

    @Test
    void rejects_areForTheirOwnerAlone_andOnceMendedAreLoadedIntoTheFinishedTarget() throws IOException {
        String source = Fixture.sqlite(10);
        Fixture.run(
                source,
                "UPDATE coffer_users SET email = CAST(x'ff40' AS TEXT)" + FIRST_USER,
                "UPDATE coffer_key_values SET value = x'0102', key = 'a' || char(0)" + COUNTER);
        String target = TestServer.NEWEST.freshUrl();
        Path rejects = freshFile("rejects.ndjson");
        assertThat(Migrator.between(config(source), config(target))
                        .rejects(rejects)
                        .run()
                        .rejected())
                .isEqualTo(5);
        assertThat(Files.getPosixFilePermissions(rejects)).containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);

        Path mended = Files.writeString(
                freshFile("mended.ndjson"),
                Files.readString(rejects)
                        .replaceAll("\\{\"bytes\":\"[^\"]*\"}", "\"mended@example.org\"")
                        .replace("a\\u0000", "mended"));
        Migrator again =
                Migrator.between(config("ndjson:" + mended), config(target)).resuming();

        MigrationReport report = again.run();

        assertThat(report.rejections()).isEmpty();
        assertThat(report.complete()).isTrue();
        try (Storage storage = Storage.open(config(target))) {
            assertThat(storage.users().findByEmail("mended@example.org")).isPresent();
            assertThat(storage.keyValues()
                            .namespace("counts")
                            .record("x")
                            .get("mended")
                            .orElseThrow()
                            .value())
                    .containsExactly(1, 2);
        }
        assertThat(again.run().complete()).as("a second time, as all is there").isTrue();
        assertThat(Fixture.count(target, "coffer_users")).isEqualTo(10);
        assertThat(Fixture.count(target, "coffer_sessions")).isEqualTo(20);
    }

    @Test
    void recordThatCollidesWithTheFinishedTarget_isRejectedBesideThoseThatDoNot() throws IOException {
        String source = Fixture.sqlite(2);
        String target = "sqlite:" + freshFile("target.db");
        Migrator.between(config(source), config(target)).run();
        Path more = Files.writeString(freshFile("more.ndjson"), """
                {"kind":"user","id":"0193b4a0-0000-7000-8000-000000000001","email":"1PLAIN@example.org",\
                "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","version":1}
                {"kind":"user","id":"0193b4a0-0000-7000-8000-000000000002","email":"new@example.org",\
                "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","version":1}
                {"kind":"token","id":"0193b4a0-0000-7000-8000-000000000003","userId":"0193b4a0-0000-7000-8000-000000000001",\
                "purpose":"x","tokenHash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","createdAt":"2026-01-01T00:00:00Z",\
                "expiresAt":"2026-01-01T00:00:00Z"}
                {"kind":"token","id":"0193b4a0-0000-7000-8000-000000000004","userId":"0193b4a0-0000-7000-8000-000000000002",\
                "purpose":"x","tokenHash":"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","createdAt":"2026-01-01T00:00:00Z",\
                "expiresAt":"2026-01-01T00:00:00Z"}
                {"kind":"keyValue","namespace":"counts","id":"x","key":"n","value":"","createdAt":"2026-01-01T00:00:00Z",\
                "updatedAt":"2026-01-01T00:00:00Z","version":1}
                """);
        Migrator migrator =
                Migrator.between(config("ndjson:" + more), config(target)).resuming();

        MigrationReport dry = migrator.dryRun();
        assertThat(Fixture.count(target, "coffer_users")).isEqualTo(2);
        MigrationReport report = migrator.run();

        assertThat(report.rejections())
                .extracting(rejection -> rejection.field() + " " + rejection.problem())
                .containsExactly(
                        "email is that of another user (upper and lower case are the same)",
                        "userId is that of no user",
                        "key is that of a record that differs in the target, left as it is");
        assertThat(dry.rejections()).isEqualTo(report.rejections());
        assertThat(dry.tables()).isEqualTo(report.tables());
        assertThat(report.tables().get(0).arrived()).isEqualTo(1);
        assertThat(report.tables().get(2).arrived()).isEqualTo(1);
        assertThat(migrator.dryRun().rejections()).as("of what is there by now").isEqualTo(report.rejections());
        assertThat(report.verification().orElseThrow().same()).isTrue();
    }

    @Test
    void badLinesOfADump_areNamed() throws IOException {
        String user = "{\"kind\":\"user\",\"id\":\"0193b4a0-0000-7000-8000-00000000000%d\",\"email\":\"%s\","
                + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"updatedAt\":\"2026-01-01T00:00:00Z\",\"version\":1%s}\n";
        Map<String, String> lines = Map.ofEntries(
                Map.entry("good", user.formatted(1, "ada@example.org", "")),
                Map.entry("email", user.formatted(2, "ADA@example.org", "")),
                Map.entry("id", user.formatted(1, "other@example.org", "")),
                Map.entry("line", "{\"kind\":\"user\",\n"),
                Map.entry("kind", "{\"kind\":\"robot\"}\n"),
                Map.entry("passwordHash", user.formatted(3, "c@d", ",\"passwordHash\":5")),
                Map.entry("nickname", user.formatted(4, "d@e", ",\"nickname\":\"x\"")),
                Map.entry("lockedAt", user.formatted(5, "e@f", ",\"lockedAt\":\"2026-01-01T00:00:00.1234567Z\"")),
                Map.entry("emailVerifiedAt", user.formatted(6, "f@g", ",\"emailVerifiedAt\":\"2026-02-30T00:00:00Z\"")),
                Map.entry("metadata", user.formatted(7, "g@h", ",\"metadata\":{\"a\":\"\\ud800\"}")),
                Map.entry(
                        "updatedAt",
                        user.formatted(9, "i@j", "").replace("00:00:00Z\",\"version", "23:59:60Z\",\"version")),
                Map.entry(
                        "createdAt",
                        user.formatted(8, "h@i", "").replace("\"createdAt\":\"2026-01-01T00:00:00Z\",", "")));
        Path dump = freshFile("bad.ndjson");
        Files.writeString(
                dump,
                lines.get("good")
                        + lines.values().stream()
                                .filter(line -> !line.equals(lines.get("good")))
                                .collect(Collectors.joining()));

        MigrationReport report = Migrator.between(config("ndjson:" + dump), config("sqlite:" + freshFile("t.db")))
                .rejects(freshFile("rejects.ndjson"))
                .run();

        Set<String> bad =
                lines.keySet().stream().filter(name -> !name.equals("good")).collect(Collectors.toSet());
        assertThat(report.rejections()).extracting(Rejection::field).containsExactlyInAnyOrderElementsOf(bad);
        assertThat(report.tables().get(0).arrived()).isEqualTo(1);
    }

    @Test
    void deepestMetadata_isKeptForMending() throws IOException {
        String nested = "{\"a\":".repeat(99) + "{}" + "}".repeat(99);
        String user = "{\"kind\":\"user\",\"id\":\"0193b4a0-0000-7000-8000-00000000000%d\",\"email\":\"a@b\","
                + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"updatedAt\":\"2026-01-01T00:00:00Z\",\"version\":1,"
                + "\"metadata\":%s}\n";
        Path dump = Files.writeString(freshFile("deep.ndjson"), user.formatted(1, nested) + user.formatted(2, nested));
        Path rejects = freshFile("rejects.ndjson");

        MigrationReport report = Migrator.between(config("ndjson:" + dump), config("sqlite:" + freshFile("t.db")))
                .rejects(rejects)
                .run();

        assertThat(report.rejections()).extracting(Rejection::field).containsExactly("email");
        assertThat(report.tables().get(0).arrived()).isEqualTo(1);
        assertThat(Files.readString(rejects)).contains(nested);
    }

    @Test
    void rejectsFile_isNeitherDatabase() throws IOException {
        String source = Fixture.sqlite(10);
        Fixture.run(source, "UPDATE coffer_users SET version = 0" + FIRST_USER);
        Path database = Path.of(source.substring("sqlite:".length()));
        byte[] before = Files.readAllBytes(database);
        Path byAnotherName = Files.createSymbolicLink(freshFile("link.ndjson"), database);

        for (Path rejects : List.of(database, byAnotherName)) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> Migrator.between(config(source), config("sqlite:" + freshFile("t.db")))
                            .rejects(rejects)
                            .dryRun());
        }
        assertThat(database).hasBinaryContent(before);
    }

    @Test
    void rejectsFile_isNeverTheSource() throws IOException {
        Path dump = Files.writeString(freshFile("rejects.ndjson"), "{\"kind\":\"robot\"}\n");
        Path byAnotherName = Files.createSymbolicLink(freshFile("link.ndjson"), dump);

        for (Path rejects : List.of(dump, byAnotherName)) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> Migrator.between(config("ndjson:" + dump), config("sqlite:" + freshFile("t.db")))
                            .rejects(rejects)
                            .run());
        }
        assertThat(dump).hasContent("{\"kind\":\"robot\"}");
    }
}
