package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.UnreadableRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Rows that no record can be made of: each is told alone, with what of it can be read, and all others are given. */
class UnreadableRowsTest {
    private static final String USER = "00000000-0000-7000-8000-00000000000";
    private static final String SESSION = "00000000-0000-7000-8000-00000000010";
    private static final List<String> SOUND = List.of(
            "INSERT INTO coffer_users VALUES ('" + USER
                    + "1', 'Ada@x', 'ada@x', 1000000, NULL, 'hash', '{\"a\":1}', 0, 0, 1)",
            "INSERT INTO coffer_users VALUES ('" + USER + "2', 'Bob@x', 'bob@x', NULL, NULL, NULL, '{}', 0, 0, 1)",
            "INSERT INTO coffer_sessions VALUES ('" + SESSION + "1', x'" + "01".repeat(32) + "', '" + USER
                    + "1', 0, 0, 0, 0, 'curl', '::1', '{}')",
            "INSERT INTO coffer_sessions VALUES ('" + SESSION + "2', x'" + "02".repeat(32) + "', '" + USER
                    + "2', 0, 0, 0, NULL, NULL, NULL, '{}')",
            "INSERT INTO coffer_tokens VALUES ('" + SESSION + "1', x'" + "01".repeat(32) + "', '" + USER
                    + "1', 'reset', '{}', 0, 0)",
            "INSERT INTO coffer_tokens VALUES ('" + SESSION + "2', x'" + "02".repeat(32) + "', '" + USER
                    + "2', 'reset', '{}', 0, 0)",
            "INSERT INTO coffer_key_values VALUES ('n', 'r', 'a', x'ff', 1, NULL, 0, 0)",
            "INSERT INTO coffer_key_values VALUES ('n', 'r', 'b', x'fe', 2, 1000000, 0, 0)",
            "INSERT INTO coffer_audit VALUES (1, 1, 0, 'user.created', 'u', 'x1', 'n', 'k', 'a', 'r', '{}', 'd')",
            "INSERT INTO coffer_audit VALUES (2, 2, 0, 'user.created', NULL, 'x2', NULL, NULL, NULL, NULL, '', 'd')",
            "INSERT INTO coffer_audit_pending VALUES (3, 0, 'user.created', 'u', 'x1', 'n', 'k', 'a', 'r', '{}')",
            "INSERT INTO coffer_audit_pending VALUES (4, 0, 'user.created', NULL, 'x2', NULL, NULL, NULL, NULL, '')");

    private static final RecordRules RULES = StorageConfig.builder().build().recordRules(UnreadableRowsTest::json);

    private static final Map<RecordKind, byte[]> EDITABLE = new EnumMap<>(RecordKind.class);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("app.db");
    }

    private record Case(RecordKind kind, String change, String field, String problem) {}

    @TestFactory
    Stream<DynamicTest> anUnreadableRow_isTold_andNoOtherIsLost() {
        List<Case> cases = new ArrayList<>();
        cases.addAll(texts(RecordKind.USER, "email", "email"));
        cases.addAll(texts(RecordKind.USER, "canonical_email", "canonicalEmail"));
        cases.addAll(uuids(RecordKind.USER, "id", "id"));
        cases.addAll(uuids(RecordKind.SESSION, "id", "id"));
        cases.addAll(uuids(RecordKind.SESSION, "user_id", "userId"));
        cases.addAll(uuids(RecordKind.TOKEN, "id", "id"));
        cases.addAll(uuids(RecordKind.TOKEN, "user_id", "userId"));
        cases.addAll(texts(RecordKind.TOKEN, "purpose", "purpose"));
        cases.addAll(presentTexts(RecordKind.KEY_VALUE, "namespace", "namespace"));
        cases.addAll(presentTexts(RecordKind.KEY_VALUE, "id", "id"));
        cases.addAll(presentTexts(RecordKind.KEY_VALUE, "key", "key"));
        cases.addAll(presentTexts(RecordKind.USER, "password_hash", "passwordHash"));
        cases.addAll(presentTexts(RecordKind.SESSION, "user_agent", "userAgent"));
        cases.addAll(presentTexts(RecordKind.SESSION, "ip_address", "ipAddress"));
        cases.addAll(instants(RecordKind.USER, "email_verified_at", "emailVerifiedAt"));
        cases.addAll(instants(RecordKind.USER, "locked_at", "lockedAt"));
        cases.addAll(instants(RecordKind.SESSION, "absolute_expires_at", "absoluteExpiresAt"));
        cases.addAll(instants(RecordKind.KEY_VALUE, "expires_at", "expiresAt"));
        for (String column : List.of("created_at createdAt", "updated_at updatedAt")) {
            cases.addAll(requiredInstants(RecordKind.USER, column));
            cases.addAll(requiredInstants(RecordKind.KEY_VALUE, column));
        }
        for (String column : List.of("created_at createdAt", "last_seen_at lastSeenAt", "expires_at expiresAt")) {
            cases.addAll(requiredInstants(RecordKind.SESSION, column));
        }
        cases.addAll(requiredInstants(RecordKind.TOKEN, "created_at createdAt"));
        cases.addAll(requiredInstants(RecordKind.TOKEN, "expires_at expiresAt"));
        for (RecordKind kind : List.of(RecordKind.USER, RecordKind.SESSION)) {
            cases.addAll(documents(kind, "metadata", "metadata"));
        }
        cases.addAll(documents(RecordKind.TOKEN, "payload", "payload"));
        for (RecordKind kind : List.of(RecordKind.USER, RecordKind.SESSION, RecordKind.TOKEN)) {
            for (String other : List.of("1-1-1-1-1", "0000000A-0000-7000-8000-000000000001", "usr_1", "")) {
                cases.add(new Case(kind, "id = '" + other + "'", "id", "is no UUID in its canonical form"));
            }
        }
        cases.addAll(numbers(RecordKind.USER));
        cases.addAll(numbers(RecordKind.KEY_VALUE));
        cases.addAll(bytes(RecordKind.SESSION, "token_hash", "tokenHash"));
        cases.addAll(bytes(RecordKind.TOKEN, "token_hash", "tokenHash"));
        cases.addAll(bytes(RecordKind.KEY_VALUE, "value", "value"));
        for (RecordKind kind : List.of(RecordKind.AUDIT_RECORD, RecordKind.UNSEALED_AUDIT_RECORD)) {
            for (String column : List.of("operation", "id", "change")) {
                cases.addAll(texts(kind, column, column));
            }
            for (String column : List.of("namespace", "key", "actor", "request")) {
                cases.addAll(presentTexts(kind, column, column));
            }
            cases.addAll(presentTexts(kind, "user_id", "userId"));
            cases.addAll(requiredInstants(kind, "at at"));
            cases.add(new Case(kind, "change = char(0)", "change", "must not contain U+0000"));
        }
        cases.addAll(texts(RecordKind.AUDIT_RECORD, "digest", "digest"));
        cases.add(new Case(RecordKind.AUDIT_RECORD, "entry = 'x'", "entry", "is no integer"));
        cases.add(new Case(RecordKind.AUDIT_RECORD, "position = -1", "position", "must be at least 1"));
        cases.add(new Case(RecordKind.UNSEALED_AUDIT_RECORD, "entry = -1", "entry", "must be at least 1"));
        String nobody = "user_id = '" + USER + "9'";
        cases.add(new Case(RecordKind.SESSION, nobody, "userId", "is that of no user"));
        cases.add(new Case(RecordKind.TOKEN, nobody, "userId", "is that of no user"));
        return cases.stream().map(one -> dynamicTest(one.kind + " " + one.change, () -> assertTold(one)));
    }

    private static List<Case> texts(RecordKind kind, String column, String field) {
        return List.of(
                new Case(kind, column + " = NULL", field, "is absent"),
                new Case(kind, column + " = 5", field, "is no text"),
                new Case(kind, column + " = x'41'", field, "is no text"),
                new Case(kind, column + " = CAST(x'41ff42' AS TEXT)", field, "is not UTF-8"),
                new Case(kind, column + " = CAST(x'eda080' AS TEXT)", field, "is not UTF-8"),
                new Case(kind, column + " = CAST(x'c080' AS TEXT)", field, "is not UTF-8"));
    }

    private static List<Case> uuids(RecordKind kind, String column, String field) {
        List<Case> cases = new ArrayList<>(texts(kind, column, field).subList(0, 3));
        cases.add(new Case(kind, column + " = CAST(x'41ff42' AS TEXT)", field, "is no UUID in its canonical form"));
        return cases;
    }

    private static List<Case> presentTexts(RecordKind kind, String column, String field) {
        return texts(kind, column, field).subList(1, 6);
    }

    private static List<Case> instants(RecordKind kind, String column, String field) {
        String range = "must be in the years 1 to 9999";
        return List.of(
                new Case(kind, column + " = -62135596800000001", field, range),
                new Case(kind, column + " = 253402300800000000", field, range),
                new Case(kind, column + " = 9223372036854775807", field, range),
                new Case(kind, column + " = 1.5", field, "is no integer"),
                new Case(kind, column + " = '2026-01-01'", field, "is no integer"),
                new Case(kind, column + " = x'00'", field, "is no integer"));
    }

    private static List<Case> requiredInstants(RecordKind kind, String names) {
        String[] both = names.split(" ", -1);
        List<Case> cases = new ArrayList<>(instants(kind, both[0], both[1]));
        cases.add(new Case(kind, both[0] + " = NULL", both[1], "is absent"));
        return cases;
    }

    private static List<Case> documents(RecordKind kind, String column, String field) {
        List<Case> cases = new ArrayList<>(texts(kind, column, field));
        for (String json : List.of("", "[]", "null", "{\"a\":1", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}")) {
            cases.add(new Case(kind, column + " = '" + json + "'", field, "is no JSON object"));
        }
        return cases;
    }

    private static List<Case> numbers(RecordKind kind) {
        return List.of(
                new Case(kind, "version = 1.5", "version", "is no integer"),
                new Case(kind, "version = 'x'", "version", "is no integer"),
                new Case(kind, "version = NULL", "version", "is absent"));
    }

    private static List<Case> bytes(RecordKind kind, String column, String field) {
        return List.of(
                new Case(kind, column + " = 'text'", field, "is no bytes"),
                new Case(kind, column + " = 5", field, "is no bytes"),
                new Case(kind, column + " = NULL", field, "is absent"));
    }

    private void assertTold(Case one) throws Exception {
        make(one.kind, one.change);
        try (RecordSource source = source()) {
            for (RecordKind kind : RecordKind.values()) {
                boolean isHere = kind == one.kind || isLeftBehind(one, kind);
                assertThat(told(source, kind)).hasSize(isHere ? 1 : 0);
                assertThat(source.count(kind)).isEqualTo(2);
            }
            assertThat(told(source, one.kind)).containsExactly(one.field + " " + one.problem);
            for (UnreadableRecord unreadable : Chunks.unreadable(source, one.kind)) {
                assertThat(unreadable.fields()).hasSizeGreaterThan(6);
            }
        }
    }

    /** What the source itself cannot read, who has no user, and what the rules refuse. */
    private static List<String> told(RecordSource source, RecordKind kind) {
        List<String> told = new ArrayList<>();
        for (RecordChunk chunk : Chunks.of(source, kind)) {
            chunk.unreadable().forEach(record -> told.add(record.field() + " " + record.problem()));
            chunk.orphans().stream().forEach(row -> told.add("userId is that of no user"));
            for (int row = 0; row < chunk.records().size(); row++) {
                try {
                    RULES.check(chunk.records(), row);
                } catch (InvalidInput e) {
                    told.add(e.field() + " " + e.problem());
                }
            }
        }
        return told;
    }

    private static Map<String, @Nullable Object> json(String text) {
        try {
            return JsonDocument.parse(text).members();
        } catch (Corrupt e) {
            throw new InvalidInput("text", "is no JSON object");
        }
    }

    /** Whether it belonged to the user that has another id now. */
    private static boolean isLeftBehind(Case one, RecordKind kind) {
        boolean owned = kind == RecordKind.SESSION || kind == RecordKind.TOKEN;
        return owned && one.kind == RecordKind.USER && one.change.startsWith("id =");
    }

    private RecordSource source() {
        return new SqliteStorageProvider()
                .openSource(StorageConfig.forUrl("sqlite:" + file).build());
    }

    /** Two sound rows of each kind, of which the first of this kind is changed while its table is taken for another. */
    private void make(RecordKind kind, String change) throws SQLException, IOException {
        String table = RecordTable.of(kind).count().replaceAll(".* ", "");
        Files.write(file, editable(kind, table));
        try (Connection connection = PlainSql.connect(file)) {
            PlainSql.run(connection, "PRAGMA synchronous = off");
            String where = kind == RecordKind.KEY_VALUE ? " WHERE key = 'a'" : " WHERE id LIKE '%1'"; // the first
            PlainSql.run(
                    connection,
                    "UPDATE " + table + " SET " + change + where,
                    "PRAGMA writable_schema = on",
                    "UPDATE sqlite_schema SET sql = (SELECT sql FROM definitions) WHERE name = '" + table + "'",
                    "DROP TABLE definitions");
        }
    }

    private byte[] editable(RecordKind kind, String table) throws SQLException, IOException {
        byte[] known = EDITABLE.get(kind);
        if (known != null) {
            return known;
        }
        Files.deleteIfExists(file);
        Storage.open("sqlite:" + file).close();
        PlainSql.run(file, SOUND.toArray(String[]::new));
        PlainSql.run(
                file,
                "CREATE TABLE definitions (sql TEXT)",
                "INSERT INTO definitions SELECT sql FROM sqlite_schema WHERE name = '" + table + "'",
                "PRAGMA writable_schema = on",
                """
                UPDATE sqlite_schema SET sql = replace(replace(replace(replace(replace(replace(sql,
                  'INTEGER NOT NULL PRIMARY KEY', 'NUMBERED'), 'STRICT', ''), ' NOT NULL', ''), 'TEXT', 'BLOB'), 'INTEGER', 'BLOB'),
                  'NUMBERED', 'INTEGER NOT NULL PRIMARY KEY') WHERE name = '%s'
                """.formatted(table));
        byte[] bytes = Files.readAllBytes(file);
        EDITABLE.put(kind, bytes);
        return bytes;
    }

    @Test
    void theFieldsOfAnUnreadableRow_areThoseOfTheDump() throws Exception {
        make(RecordKind.USER, "id = 'x', email = CAST(x'41ff' AS TEXT), locked_at = 1.5");
        try (RecordSource source = source()) {
            Map<String, @Nullable Object> fields =
                    Chunks.unreadable(source, RecordKind.USER).get(0).fields();
            assertThat(fields)
                    .containsEntry("id", "x")
                    .containsEntry("emailVerifiedAt", "1970-01-01T00:00:01Z")
                    .containsEntry("lockedAt", "1.5")
                    .containsEntry("passwordHash", "hash")
                    .containsEntry("metadata", "{\"a\":1}")
                    .containsEntry("updatedAt", "1970-01-01T00:00:00Z")
                    .containsEntry("version", 1L);
            assertThat(fields.get("email")).isEqualTo(new byte[] {0x41, -1});
            assertThat(fields).hasSize(9);
        }
    }

    @Test
    void theBytesOfAnUnreadableRow_areBase64_asInTheDump() throws Exception {
        make(RecordKind.SESSION, "id = 'x'");
        try (RecordSource source = source()) {
            assertThat(Chunks.unreadable(source, RecordKind.SESSION).get(0).fields())
                    .containsEntry("tokenHash", "AQEB".repeat(10) + "AQE=");
        }
    }

    @Test
    void aTextWithANullCharacter_isReadWhole() throws Exception {
        make(RecordKind.KEY_VALUE, "key = 'a' || char(0) || 'b'");
        try (RecordSource source = source()) {
            assertThat(Chunks.records(source, RecordKind.KEY_VALUE).get(0).key().key())
                    .isEqualTo("a\0b");
            assertThat(Chunks.unreadable(source, RecordKind.KEY_VALUE)).isEmpty();
        }
    }

    @Test
    void manyOrphans_areTold_eachOne() throws Exception {
        make(RecordKind.USER, "version = 1");
        PlainSql.run(file, """
                PRAGMA foreign_keys = off;
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
                INSERT INTO coffer_sessions
                SELECT printf('00000000-0000-7000-9000-%012d', i), CAST(printf('%032d', i) AS BLOB),
                  printf('00000000-0000-7000-a000-%012d', i), 0, 0, 0, NULL, NULL, NULL, '{}' FROM n;
                """);
        try (RecordSource source = source()) {
            assertThat(Chunks.orphans(source, RecordKind.SESSION)).hasSize(9_000);
            assertThat(Chunks.records(source, RecordKind.SESSION)).hasSize(9_002);
        }
    }
}
