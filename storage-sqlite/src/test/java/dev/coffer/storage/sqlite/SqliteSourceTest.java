package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.StoredSession;
import dev.coffer.storage.jdbi.StoredToken;
import dev.coffer.storage.jdbi.StoredUser;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is read as a whole. */
class SqliteSourceTest {
    private static final String HASH = "$2a$04$abcdefghijklmnopqrstuuEEJLhQZ6zSEc7kO3wCp0iUJDO9wXoCC";
    private static final List<String> KEYS =
            List.of("a", "\uffff", "\ud83d\ude00", "Z", "\u00e9", "a\u0301", "\ue000", "\ud800\udc00", "aa", " ");

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock();
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("app.db");
    }

    private StorageConfig.Builder config() {
        return StorageConfig.forUrl("sqlite:" + file).clock(clock);
    }

    private Storage storage() {
        return Storage.open(config().build());
    }

    private RecordSource source() {
        return new SqliteStorageProvider().openSource(config().build());
    }

    @Test
    void everyKind_isReadWithAllThatIsStored() throws Exception {
        User ada;
        IssuedSession session;
        KeyValue item;
        try (Storage storage = storage()) {
            ada = storage.users()
                    .create(NewUser.withEmail("Ada\ufffd@Example.org")
                            .passwordHash(HASH)
                            .emailVerifiedAt(clock.instant())
                            .metadata(Map.of("name", "A\ufffda", "n", List.of(1, 2.5))));
            session = storage.sessions()
                    .issue(NewSession.forUser(ada.id())
                            .lasting(Duration.ofMinutes(1))
                            .atMost(Duration.ofDays(3))
                            .userAgent("curl")
                            .ipAddress("::1")
                            .metadata(Map.of("k", "v")));
            storage.tokens().issue(NewToken.forUser(ada.id(), "reset").payload(Map.of("next", "/")));
            KeyValueRecord record = storage.keyValues().namespace("n").record("r");
            record.put("dropped", "so that versions have a gap");
            record.put("k", new byte[] {0, -1}, PutOptions.ttl(Duration.ofMinutes(1)));
            item = record.get("k").orElseThrow();
            clock.move(Duration.ofDays(1));
        }
        try (RecordSource source = source()) {
            assertThat(Chunks.records(source, RecordKind.USER))
                    .containsExactly(new StoredUser(ada, "ada\ufffd@example.org", Optional.of(HASH)));
            assertThat(Chunks.records(source, RecordKind.SESSION))
                    .containsExactly(new StoredSession(session.session(), sha256(session.token())));
            StoredToken token =
                    (StoredToken) Chunks.records(source, RecordKind.TOKEN).get(0);
            assertThat(token.token().purpose()).isEqualTo("reset");
            assertThat(token.token().payload()).isEqualTo(Map.of("next", "/"));
            assertThat(token.tokenHash()).hasSize(32);
            assertThat(Chunks.records(source, RecordKind.KEY_VALUE)).contains(new StoredKeyValue(item));
            for (RecordKind kind : RecordKind.values()) {
                assertThat(source.count(kind))
                        .isEqualTo(Chunks.records(source, kind).size());
            }
            assertThat(source.highWater()).isEqualTo(item.version());
        }
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void records_comeInTheOrderOfTheirKeys() {
        try (Storage storage = storage()) {
            List<NewUser> users = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                users.add(NewUser.withEmail(i + "@example.org").id(UUID.randomUUID()));
            }
            storage.users().createAll(users);
            for (String namespace : KEYS) {
                for (String id : KEYS) {
                    if (!namespace.isBlank() && !id.isBlank()) {
                        KEYS.stream()
                                .filter(key -> !key.isBlank())
                                .forEach(key -> storage.keyValues()
                                        .namespace(namespace)
                                        .record(id)
                                        .put(key, "v"));
                    }
                }
            }
        }
        try (RecordSource source = source()) {
            for (RecordKind kind : List.of(RecordKind.USER, RecordKind.KEY_VALUE)) {
                List<RecordKey> keys = Chunks.records(source, kind).stream()
                        .map(StoredRecord::key)
                        .toList();
                assertThat(keys).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(250);
            }
        }
    }

    @Test
    void largeRecords_comeFewAtATime() {
        try (Storage storage = storage()) {
            KeyValueRecord record = storage.keyValues().namespace("n").record("r");
            record.put("largest", new byte[16 * 1024 * 1024]);
            for (int i = 0; i < 50; i++) {
                record.put("large" + i, new byte[1024 * 1024]);
            }
            for (int i = 0; i < 50; i++) {
                record.put("small" + i, "v");
            }
        }
        try (RecordSource source = source()) {
            List<RecordChunk> chunks = Chunks.of(source, RecordKind.KEY_VALUE);
            assertThat(chunks)
                    .allSatisfy(chunk -> assertThat(TypedRecords.records(chunk.records()).stream()
                                    .limit(TypedRecords.records(chunk.records()).size() - 1)
                                    .mapToLong(record ->
                                            ((StoredKeyValue) record).item().size())
                                    .sum())
                            .isLessThan(4 * 1024 * 1024));
            assertThat(chunks.stream()
                            .mapToInt(chunk ->
                                    TypedRecords.records(chunk.records()).size()))
                    .satisfies(sizes -> assertThat(
                                    sizes.stream().mapToInt(Integer::intValue).sum())
                            .isEqualTo(101));
        }
    }

    @Test
    void streams_seeTheMomentOfTheOpening_whateverIsWrittenMeanwhile() throws Exception {
        try (Storage storage = storage()) {
            storage.keyValues().namespace("n").record("r").put("count", "0");
            Thread writer = new Thread(() -> {
                for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                    String email = i + "@example.org";
                    storage.inTransaction(tx -> {
                        tx.users().create(NewUser.withEmail(email));
                        tx.keyValues().namespace("n").record("r").increment("count");
                    });
                }
            });
            writer.start();
            try {
                Set<Long> seen = new HashSet<>();
                while (seen.size() < 20) {
                    assertThat(writer.isAlive()).isTrue();
                    try (RecordSource source = source()) {
                        long users = users(source);
                        for (int i = 0; i < 3; i++) {
                            assertThat(count(source)).isEqualTo(users);
                            assertThat(users(source)).isEqualTo(users);
                            assertThat(source.count(RecordKind.USER)).isEqualTo(users);
                            assertThat(source.highWater()).isEqualTo(users + 1);
                        }
                        seen.add(users);
                    }
                }
            } finally {
                writer.interrupt();
                writer.join();
            }
        }
    }

    private static long users(RecordSource source) {
        return Chunks.records(source, RecordKind.USER).size();
    }

    private static long count(RecordSource source) {
        KeyValue item =
                ((StoredKeyValue) Chunks.records(source, RecordKind.KEY_VALUE).get(0)).item();
        return Long.parseLong(item.text());
    }

    @Test
    void aSource_writesNothing_andLeavesTheFileOpenToOthers() throws Exception {
        try (Storage storage = storage()) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        byte[] before = Files.readAllBytes(file);
        try (RecordSource source = source()) {
            assertThat(users(source)).isOne();
            assertThat(Files.size(Path.of(file + "-wal"))).isZero();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (RecordSource source = new SqliteStorageProvider()
                        .openSource(StorageConfig.forUrl("sqlite:" + file + "?mode=ro")
                                .build());
                Storage storage = storage()) {
            storage.users().create(NewUser.withEmail("bob@example.org"));
            assertThat(users(source)).isOne();
            assertThat(storage.users().count()).isEqualTo(2);
        }
    }

    @Test
    void aSource_releasesAllThatItOpened() throws Exception {
        storage().close();
        try (RecordSource source = source()) {
            RecordStream left = source.read(RecordKind.USER);
            assertThat(left.next()).isEmpty();
            assertThat(Descriptors.connections(file)).isPositive();
        }
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void identity_isTheTruePath() throws Exception {
        storage().close();
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);
        try (RecordSource source = new SqliteStorageProvider()
                .openSource(StorageConfig.forUrl("jdbc:sqlite:" + link).build())) {
            assertThat(source.identity()).isEqualTo("sqlite:" + file.toRealPath());
        }
    }

    @Test
    void whatHasNoTablesOfThisVersion_isRefused() throws Exception {
        Failure.of(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, this::source);
        assertThat(file).doesNotExist();
        PlainSql.run(file, "CREATE TABLE words (word TEXT)");
        Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, this::source);
        for (String change : List.of(
                "UPDATE coffer_schema_history SET checksum = 'x'",
                "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (4, 'later', 'x')",
                "ALTER TABLE coffer_users ADD COLUMN nickname TEXT",
                "DROP TABLE coffer_applied")) {
            Files.deleteIfExists(file);
            storage().close();
            PlainSql.run(file, change);
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, this::source);
        }
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void indexesThatAreOthers_andWhatIsThereBeside_keepNobodyFromReading() throws Exception {
        storage().close();
        PlainSql.run(file, "DROP INDEX coffer_tokens_by_expiry");
        PlainSql.run(file, "CREATE INDEX coffer_users_by_age ON coffer_users (created_at)");
        PlainSql.run(file, "CREATE VIEW coffer_view AS SELECT 1");
        try (RecordSource source = source()) {
            assertThat(source.count(RecordKind.USER)).isZero();
        }
    }

    @Test
    void whatIsInMemory_isRefused() {
        InvalidInput error = Failure.of(
                InvalidInput.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> new SqliteStorageProvider()
                        .openSource(StorageConfig.forUrl("sqlite::memory:").build()));
        assertThat(error.field()).isEqualTo("url");
    }

    @Test
    void aDamagedTable_isCorrupt() throws Exception {
        try (Storage storage = storage()) {
            storage.users()
                    .createAll(Stream.iterate(0, i -> i + 1)
                            .limit(2000)
                            .map(i -> NewUser.withEmail(i + "@example.org"))
                            .toList());
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 4, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        Failure.of(Corrupt.class, Retry.NEVER, Outcome.UNKNOWN, () -> {
            try (RecordSource source = source()) {
                Chunks.records(source, RecordKind.USER);
            }
        });
    }
}
