package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.postgres.FaultProxy.Fault;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All that a schema holds is read from one moment. */
class PostgresSourceTest {
    private static final Map<RecordKind, List<StoredRecord>> NASTY = Filling.nasty();

    private final String url = TestServer.NEWEST.freshUrl();

    private static List<StoredRecord> read(RecordStream stream) {
        List<StoredRecord> records = new ArrayList<>();
        for (Optional<RecordChunk> chunk = stream.next(); chunk.isPresent(); chunk = stream.next()) {
            assertThat(chunk.get().unreadable()).isEmpty();
            records.addAll(TypedRecords.records(chunk.get().records()));
        }
        return records;
    }

    @Test
    void everyStream_seesTheMomentOfTheOpening_whateverIsWrittenMeanwhile() {
        Filling.fill(url, NASTY);
        try (Storage storage = Storage.open(url);
                RecordSource source = Filling.source(url)) {
            long highWater = source.highWater();
            storage.users().create(NewUser.withEmail("late@example.org"));
            storage.users().delete(NastyRecords.user(2));
            try (RecordStream users = source.read(RecordKind.USER)) {
                storage.users().delete(NastyRecords.user(3));
                storage.keyValues().namespace("n").record("i").put("late", "v");
                assertThat(read(users)).isEqualTo(NASTY.get(RecordKind.USER));
            }
            for (int i = 0; i < 2; i++) {
                storage.users().create(NewUser.withEmail("later" + i + "@example.org"));
                assertThat(Chunks.records(source)).isEqualTo(NASTY);
                assertThat(source.count(RecordKind.USER)).isEqualTo(31);
            }
            assertThat(storage.users().count()).isEqualTo(32);
            assertThat(source.highWater()).isGreaterThanOrEqualTo(highWater);
        }
    }

    @Test
    void aSource_withAnOpenStream_isAskedForNothingElse() {
        Filling.fill(url, NASTY);
        try (RecordSource source = Filling.source(url)) {
            try (RecordStream stream = source.read(RecordKind.KEY_VALUE)) {
                assertThat(stream.next()).isPresent();
                assertThatIllegalStateException().isThrownBy(() -> source.read(RecordKind.USER));
                assertThatIllegalStateException().isThrownBy(() -> source.count(RecordKind.USER));
                assertThatIllegalStateException().isThrownBy(source::highWater);
            }
            assertThat(source.count(RecordKind.USER)).isEqualTo(31);
        }
    }

    @Test
    void aStream_thatIsClosedEarly_leavesTheSourceAsItWas() {
        Filling.fill(url, NASTY);
        try (RecordSource source = Filling.source(url)) {
            for (int i = 0; i < 5; i++) {
                RecordStream stream = source.read(RecordKind.KEY_VALUE);
                stream.next();
                stream.close();
                assertThat(stream.next()).isEmpty();
            }
            assertThat(Chunks.records(source)).isEqualTo(NASTY);
        }
    }

    @Test
    void chunks_holdSomeMegabytesAtMost_orOneRecord() {
        Storage.open(url).close();
        TestServer.execute(
                url,
                "INSERT INTO coffer_key_values (namespace, id, key, value, version, created_at, updated_at)"
                        + " SELECT 'n', 'i', n::text, decode(repeat('00', 1000000), 'hex'), 1, now(), now()"
                        + " FROM generate_series(1, 12) n");
        TestServer.execute(
                url,
                "INSERT INTO coffer_key_values (namespace, id, key, value, version, created_at, updated_at)"
                        + " SELECT 'small', 'i', n::text, '', 1, now(), now() FROM generate_series(1, 9000) n");
        try (RecordSource source = Filling.source(url)) {
            List<RecordChunk> chunks = Chunks.of(source, RecordKind.KEY_VALUE);
            assertThat(chunks)
                    .hasSizeGreaterThan(7)
                    .allSatisfy(chunk ->
                            assertThat(TypedRecords.records(chunk.records())).hasSizeLessThanOrEqualTo(2_000));
            assertThat(chunks.get(0).records().size()).isLessThan(5);
        }
    }

    @Test
    void rowsThatAreNoRecords_areNamed_andCostNoOther() {
        Filling.fill(url, NASTY);
        String schema = PostgresUrl.parse(url).user().orElseThrow();
        TestServer.NEWEST.execute("SET session_replication_role = replica; DELETE FROM " + schema
                + ".coffer_users WHERE id = '" + NastyRecords.user(4) + "'");
        String one = "(SELECT id FROM %s ORDER BY id OFFSET %d LIMIT 1)";
        TestServer.execute(
                url,
                "UPDATE coffer_users SET created_at = 'infinity' WHERE id = " + one.formatted("coffer_users", 1)
                        + "; UPDATE coffer_users SET locked_at = '10000-01-01Z' WHERE id = "
                        + one.formatted("coffer_users", 3) + "; UPDATE coffer_users SET metadata = '[1]' WHERE id = "
                        + one.formatted("coffer_users", 5)
                        + "; UPDATE coffer_users SET updated_at = '0001-12-31 BC' WHERE id = "
                        + one.formatted("coffer_users", 7)
                        + "; UPDATE coffer_tokens SET payload = '{\"n\": 1e1001}' WHERE id = "
                        + one.formatted("coffer_tokens", 2)
                        + "; UPDATE coffer_sessions SET metadata = (repeat('{\"a\":', 101) || '1' || repeat('}', 101))::jsonb"
                        + " WHERE user_id = '" + NastyRecords.user(5) + "'");
        try (RecordSource source = Filling.source(url)) {
            assertThat(named(source, RecordKind.USER))
                    .containsExactly(
                            "createdAt must be in the years 1 to 9999",
                            "lockedAt must be in the years 1 to 9999",
                            "metadata is no JSON object",
                            "updatedAt must be in the years 1 to 9999");
            assertThat(named(source, RecordKind.SESSION))
                    .containsExactlyInAnyOrder(
                            "userId is that of no user",
                            "userId is that of no user",
                            "metadata is no JSON object",
                            "metadata is no JSON object");
            assertThat(named(source, RecordKind.TOKEN))
                    .containsExactlyInAnyOrder("userId is that of no user", "payload is no JSON object");
            assertThat(source.count(RecordKind.SESSION)).isEqualTo(62);
        }
    }

    /** Who has no user, and what the rules refuse. */
    private static List<String> named(RecordSource source, RecordKind kind) {
        RecordRules rules = StorageConfig.builder().build().recordRules(PostgresSourceTest::json);
        List<String> named = new ArrayList<>();
        for (RecordChunk chunk : Chunks.of(source, kind)) {
            chunk.orphans().stream().forEach(row -> named.add("userId is that of no user"));
            for (int row = 0; row < chunk.records().size(); row++) {
                try {
                    rules.check(chunk.records(), row);
                } catch (InvalidInput e) {
                    named.add(e.field() + " " + e.problem());
                }
            }
        }
        return named;
    }

    private static Map<String, @Nullable Object> json(String text) {
        try {
            return JsonDocument.parse(text).members();
        } catch (Corrupt e) {
            throw new InvalidInput("text", "is no JSON object");
        }
    }

    @Test
    void tablesThatAreNotThoseOfAStorage_areRefused() {
        assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(() -> Filling.source(url));
        Storage.open(url).close();
        TestServer.execute(url, "ALTER TABLE coffer_users ALTER COLUMN created_at DROP NOT NULL");
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Filling.source(url))
                .withMessage("tables or indexes were changed, added or dropped by hand:"
                        + " column coffer_users.created_at timestamp with time zone not null");
        TestServer.execute(url, "INSERT INTO coffer_migration (kind, source) VALUES ('user', 'a source')");
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Filling.source(url))
                .withMessageContaining("not finished");
    }

    @Test
    void indexesThatAreOthers_andWhatIsThereBeside_keepNobodyFromReading() {
        Storage.open(url).close();
        TestServer.execute(url, "DROP INDEX coffer_tokens_by_expiry");
        TestServer.execute(url, "CREATE INDEX dba_users ON coffer_users (created_at)");
        TestServer.execute(url, "ALTER TABLE coffer_users ADD COLUMN nickname text");
        try (RecordSource source = Filling.source(url)) {
            assertThat(source.count(RecordKind.USER)).isZero();
        }
    }

    @Test
    void highWater_isTheLastVersionThatWasGiven() {
        try (Storage storage = Storage.open(url);
                RecordSource source = Filling.source(url)) {
            assertThat(source.highWater()).isZero();
            storage.keyValues().namespace("n").record("i").put("k", "v");
            storage.keyValues().namespace("n").record("i").delete("k");
            assertThat(source.highWater()).isEqualTo(1);
        }
    }

    @Test
    void identity_isOfTheTables_andNotOfTheUrl() {
        Storage.open(url).close();
        String otherUrl = url.replace("127.0.0.1", "localhost")
                .replace("postgresql:", "jdbc:postgresql:")
                .replaceFirst("//([^:]*):([^@]*)@(.*)", "//$3?user=$1&password=$2");
        String elsewhere = TestServer.NEWEST.freshUrl();
        Storage.open(elsewhere).close();
        try (RecordSource source = Filling.source(url);
                RecordSource other = Filling.source(otherUrl);
                RecordSource another = Filling.source(elsewhere)) {
            assertThat(source.identity())
                    .isEqualTo(other.identity())
                    .isNotEqualTo(another.identity())
                    .contains("database postgres")
                    .doesNotContain(":test");
            assertThat(source.location()).matches("postgresql://127\\.0\\.0\\.1:\\d+/postgres, schema \\w+");
            assertThat(other.location()).startsWith("postgresql://localhost:");
        }
    }

    @Test
    void limitsOfTheRole_doNotEndIt() throws Exception {
        Filling.fill(url, NASTY);
        String role = PostgresUrl.parse(url).user().orElseThrow();
        for (String limit : List.of(
                "statement_timeout",
                "idle_in_transaction_session_timeout",
                "idle_session_timeout",
                "transaction_timeout")) {
            TestServer.NEWEST.execute("ALTER ROLE " + role + " SET " + limit + " = '250ms'");
        }
        try (RecordSource source = Filling.source(url);
                RecordStream stream = source.read(RecordKind.KEY_VALUE)) {
            Thread.sleep(600);
            assertThat(read(stream)).isEqualTo(NASTY.get(RecordKind.KEY_VALUE));
            assertThat(source.count(RecordKind.USER)).isEqualTo(31);
        }
    }

    @Test
    void aConnectionThatIsCut_isUnavailable() throws IOException {
        Filling.fill(url, NASTY);
        try (FaultProxy proxy = new FaultProxy(url);
                RecordSource source = Filling.source(proxy.through(url))) {
            assertThat(Chunks.records(source, RecordKind.TOKEN)).hasSize(31);
            proxy.inject(Fault.CUT_ANSWER);
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> Chunks.records(source, RecordKind.TOKEN))
                    .withMessageNotContaining("test");
        }
    }

    /** The timer that the system shows for a connection of ours is that of keep-alive, and is short. */
    @Test
    void aNetworkThatFallsSilent_isNoticed() throws Exception {
        try (Connection connection =
                new RecordConnections(StorageConfig.forUrl(url).build()).connect()) {
            assertThat(connection.isValid(1)).isTrue();
            String server =
                    ":%04X".formatted(PostgresUrl.parse(url).hosts().get(0).port());
            List<String> sockets = new ArrayList<>();
            for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                Files.readAllLines(Path.of(file)).stream()
                        .map(line -> line.strip().split(" +"))
                        .filter(fields -> fields[2].toUpperCase(Locale.ROOT).endsWith(server) && fields[3].equals("01"))
                        .map(fields -> fields[5])
                        .forEach(sockets::add);
            }
            assertThat(sockets).anySatisfy(timer -> {
                assertThat(timer).startsWith("02:");
                assertThat(Integer.parseInt(timer.substring(3), 16)).isLessThanOrEqualTo(60 * 100);
            });
        }
    }
}
