package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of Torii, as its newer and its older versions wrote them. */
class ToriiTest {
    private static final String ARGON2 = "'$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b27Wg'";
    private static final String LATER = "4102444800"; // 2100-01-01T00:00:00Z

    private final String file = freshFile("torii.db").toString();
    private final String target = "sqlite:" + freshFile("app.db");

    @BeforeEach
    void makeTables() {
        torii(
                "CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT, email TEXT UNIQUE NOT NULL, email_verified_at INTEGER,"
                        + " password_hash TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, locked_at INTEGER)",
                "CREATE TABLE sessions (id INTEGER PRIMARY KEY, token TEXT, user_id TEXT, user_agent TEXT, ip_address TEXT,"
                        + " expires_at INTEGER, created_at INTEGER, updated_at INTEGER)",
                "INSERT INTO users VALUES ('usr_1', 'Ada', 'Ada@Example.org', 1700000001, " + ARGON2
                        + ", 1700000000, 1700000002, NULL)",
                "INSERT INTO users VALUES ('usr_2', NULL, 'locked@example.org', NULL, '" + bcrypt()
                        + "', 1700000000, 1700000000, 1700000003)");
    }

    private void torii(String... statements) {
        Fixture.run("sqlite:" + file, statements);
    }

    private static String bcrypt() {
        try (Storage storage = Storage.open(config("sqlite::memory:"))) {
            User user = storage.users().create(NewUser.withEmail("a@b").password("a password"));
            return storage.users().exportPasswordHash(user.id()).orElseThrow();
        }
    }

    private void session(int id, String token, String user) {
        torii("INSERT INTO sessions VALUES (" + id + ", '" + token + "', '" + user + "', 'Firefox', '::1', " + LATER
                + ", 1700000000, 1700000004)");
    }

    private static String sha256(String token) {
        return HexFormat.of().formatHex(Sha256.begin().digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    private MigrationReport migrate() {
        return Migrator.between(config("torii:" + file), config(target))
                .rejects(Path.of(file + ".rejects"))
                .run();
    }

    @Test
    void users_arriveWithWhatTheyAre() {
        MigrationReport report = migrate();

        assertThat(report.complete()).isTrue();
        assertThat(report.mustReset()).isEqualTo(1);
        assertThat(report.mustResetIds()).containsExactly(NameBasedUuid.of("user/usr_1"));
        try (Storage storage = Storage.open(config(target))) {
            User ada = storage.users().findByEmail("ada@example.org").orElseThrow();
            assertThat(ada.metadata())
                    .containsEntry("torii.id", "usr_1")
                    .containsEntry("name", "Ada")
                    .hasSize(2);
            assertThat(ada.emailVerifiedAt()).contains(Instant.ofEpochSecond(1_700_000_001));
            assertThat(ada.createdAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
            assertThat(ada.updatedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_002));
            assertThat(ada.id().version()).isEqualTo(5);
            User locked = storage.users().findByEmail("locked@example.org").orElseThrow();
            assertThat(locked.lockedAt()).contains(Instant.ofEpochSecond(1_700_000_003));
            assertThat(locked.metadata()).containsOnlyKeys("torii.id");

            assertThat(storage.users().authenticate("ada@example.org", "whatever"))
                    .isEmpty();
            assertThat(storage.users().authenticate("locked@example.org", "a password"))
                    .isEmpty();
            storage.users().unlock(locked.id());
            assertThat(storage.users().authenticate("locked@example.org", "a password"))
                    .isPresent();
        }
    }

    @Test
    void tokens_stayGood_hashedOrPlain() {
        session(1, sha256("a token of a newer database"), "usr_1");
        session(2, "plain-token_of-an-older-database", "usr_1");

        assertThat(migrate().complete()).isTrue();

        try (Storage storage = Storage.open(config(target))) {
            for (String token : List.of("a token of a newer database", "plain-token_of-an-older-database")) {
                Session session =
                        storage.sessions().authenticate(token).orElseThrow().session();
                assertThat(session.expiresAt()).isEqualTo(Instant.parse("2100-01-01T00:00:00Z"));
                assertThat(session.lastSeenAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_004));
                assertThat(session.userAgent()).contains("Firefox");
                assertThat(session.ipAddress()).contains("::1");
            }
            assertThat(storage.sessions().authenticate(sha256("a token of a newer database")))
                    .isEmpty();
        }
    }

    @Test
    void idsAreTheSameEachTime() {
        assertThat(migrate().complete()).isTrue();
        String again = "sqlite:" + freshFile("again.db");
        assertThat(Migrator.between(config("torii:" + file), config(again))
                        .run()
                        .complete())
                .isTrue();

        assertThat(Verifier.between(config(target), config(again)).run().same()).isTrue();
        assertThat(NameBasedUuid.of(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"))
                .as("the test vector of RFC 9562, A.4")
                .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void rowsThatCannotArrive_areNamed_andTheOthersArrive() throws Exception {
        session(1, "good", "usr_1");
        session(2, "of nobody", "usr_none");
        session(3, "good", "usr_1");
        session(4, "of a bad user", "usr_date");
        torii(
                "INSERT INTO users VALUES ('usr_case', NULL, 'ADA@example.org', NULL, NULL, 1, 1, NULL)",
                "INSERT INTO users VALUES ('usr_utf8', NULL, CAST(x'ff40' AS TEXT), NULL, NULL, 1, 1, NULL)",
                "INSERT INTO users VALUES ('usr_nul', NULL, 'a' || char(0) || '@b', NULL, NULL, 1, 1, NULL)",
                "INSERT INTO users VALUES ('usr_date', NULL, 'ms@example.org', NULL, NULL, 1700000000000000, 1, NULL)",
                "INSERT INTO users VALUES ('usr_class', NULL, 'class@example.org', NULL, NULL, '2024-01-01', 1, NULL)",
                "INSERT INTO users VALUES ('usr_blob', NULL, x'6140622e63', NULL, NULL, 1, 1, NULL)",
                "INSERT INTO users VALUES ('usr_email', NULL, 'no address', NULL, NULL, 1, 1, NULL)",
                "INSERT INTO users VALUES (NULL, NULL, 'noid@example.org', NULL, NULL, 1, 1, NULL)",
                "INSERT INTO sessions VALUES (5, NULL, 'usr_1', NULL, NULL, 1, 1, 1)",
                "INSERT INTO sessions VALUES (6, 'x', 'usr_1', NULL, NULL, 1.5, 1, 1)",
                "INSERT INTO sessions VALUES (7, 'y', 'usr_1', NULL, NULL, 9e999, 1, 1)");

        MigrationReport dry =
                Migrator.between(config("torii:" + file), config(target)).dryRun();
        MigrationReport report = migrate();

        assertThat(report.rejections())
                .extracting(Rejection::kind, Rejection::field)
                .containsExactlyInAnyOrder(
                        tuple(RecordKind.USER, "email"),
                        tuple(RecordKind.USER, "email"),
                        tuple(RecordKind.USER, "email"),
                        tuple(RecordKind.USER, "createdAt"),
                        tuple(RecordKind.USER, "createdAt"),
                        tuple(RecordKind.USER, "email"),
                        tuple(RecordKind.USER, "email"),
                        tuple(RecordKind.USER, "id"),
                        tuple(RecordKind.SESSION, "userId"),
                        tuple(RecordKind.SESSION, "tokenHash"),
                        tuple(RecordKind.SESSION, "userId"),
                        tuple(RecordKind.SESSION, "tokenHash"),
                        tuple(RecordKind.SESSION, "expiresAt"),
                        tuple(RecordKind.SESSION, "expiresAt"));
        assertThat(dry.rejections()).containsExactlyInAnyOrderElementsOf(report.rejections());
        assertThat(report.rejections())
                .extracting(rejection -> String.valueOf(rejection.key().get("torii.id")))
                .contains("usr_case", "usr_utf8", "usr_blob", "3", "5", "6");
        assertThat(Files.readString(Path.of(file + ".rejects")))
                .contains("\"torii.id\":\"usr_case\"}}\n")
                .contains("\"torii.id\":6}}\n");
        assertThat(report.verification().orElseThrow().same()).isTrue();
        assertThat(report.tables().get(0).arrived()).isEqualTo(2);
        assertThat(report.tables().get(1).arrived()).isEqualTo(1);

        Path mended = Path.of(file + ".mended");
        Files.writeString(
                mended,
                Files.readString(Path.of(file + ".rejects"))
                        .lines()
                        .filter(line -> line.contains("usr_case"))
                        .map(line -> line.replace("ADA@", "eda@"))
                        .findFirst()
                        .orElseThrow());
        MigrationReport second = Migrator.between(config("ndjson:" + mended), config(target))
                .resuming()
                .run();
        assertThat(second.complete()).as(second.toString()).isTrue();
        try (Storage storage = Storage.open(config(target))) {
            assertThat(storage.users().findByEmail("eda@example.org")).isPresent();
        }
    }

    @Test
    void liveDatabase_isSeenAsItWas_andCanBeWrittenTo() {
        RecordRules rules = config(target).recordRules(Ndjson::parse);
        Scratch scratch = Scratch.open(rules);
        try (ToriiDatabase database = ToriiDatabase.open(Path.of(file), scratch.file("torii.db"))) {
            torii("INSERT INTO users VALUES ('usr_late', NULL, 'late@example.org', NULL, NULL, 1, 1, NULL)");
            database.copyTo(scratch, rules);
        }

        try (ScratchSource source = scratch.source("torii", 0, Optional.empty())) {
            assertThat(source.count(RecordKind.USER)).isEqualTo(2);
        }
    }

    @Test
    void rowLargerThanALine_isOneBadRow() {
        torii("INSERT INTO users VALUES ('usr_big', printf('%.*c', " + Ndjson.MAX_LINE_BYTES
                + ", 'x'), 'big@example.org', NULL, NULL, 1, 1, NULL)");

        MigrationReport report = migrate();

        assertThat(report.rejections()).extracting(Rejection::field).containsExactly("metadata");
        assertThat(report.tables().get(0).arrived()).isEqualTo(2);
    }

    @Test
    void fileThatIsNoneOfTorii_isRefused() {
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> Migrator.between(config("torii:" + freshFile("none.db")), config(target))
                        .run());
        assertThatExceptionOfType(SourceUnreadable.class)
                .isThrownBy(() -> Migrator.between(
                                config(Fixture.sqlite(1).replace("sqlite:", "torii:")), config(target))
                        .run())
                .withMessageContaining("users");
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Migrator.between(config(Fixture.sqlite(1)), config("torii:" + file))
                        .run())
                .withMessageContaining("it is a source, and no target");
    }
}
