package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Busy;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.StoredSession;
import dev.coffer.storage.jdbi.StoredToken;
import dev.coffer.storage.jdbi.StoredUser;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records are added to a storage that was filled before and is in use now. */
class RecordAdditionTest {
    private static final Map<RecordKind, List<StoredRecord>> NASTY = Filling.nasty();
    private static final UUID NOBODY = UUID.randomUUID();

    private final String url = TestServer.NEWEST.freshUrl();
    private Storage storage;
    private RecordTarget target;

    @BeforeEach
    void fill() {
        Map<RecordKind, List<StoredRecord>> some = Map.of(
                RecordKind.USER, nasty(RecordKind.USER).subList(0, 20),
                RecordKind.KEY_VALUE, nasty(RecordKind.KEY_VALUE).subList(0, 20));
        Filling.fill(url, some);
        storage = Storage.open(url);
        target = Filling.target(url);
    }

    @AfterEach
    void close() {
        target.close();
        storage.close();
    }

    private static List<StoredRecord> nasty(RecordKind kind) {
        return NASTY.getOrDefault(kind, List.of());
    }

    private static StoredUser user(int number, UnaryOperator<User> change) {
        StoredUser stored = (StoredUser) nasty(RecordKind.USER).get(number);
        return new StoredUser(change.apply(stored.user()), stored.canonicalEmail(), stored.passwordHash());
    }

    private static User withId(User user, UUID id) {
        return new User(
                id,
                user.email(),
                user.emailVerifiedAt(),
                user.lockedAt(),
                user.metadata(),
                user.createdAt(),
                user.updatedAt(),
                user.version());
    }

    private static User withVersion(User user, long version) {
        return new User(
                user.id(),
                user.email(),
                user.emailVerifiedAt(),
                user.lockedAt(),
                user.metadata(),
                user.createdAt(),
                user.updatedAt(),
                version);
    }

    private static StoredSession sessionOf(UUID user, int id, int hash) {
        Session session = ((StoredSession) nasty(RecordKind.SESSION).get(0)).session();
        return new StoredSession(
                new Session(
                        new UUID(7, id),
                        user,
                        session.createdAt(),
                        session.lastSeenAt(),
                        session.expiresAt(),
                        session.absoluteExpiresAt(),
                        session.userAgent(),
                        session.ipAddress(),
                        session.metadata()),
                NastyRecords.bytes(hash, 32));
    }

    @Test
    void whatIsMissing_isAdded_andWhatIsThere_isSaidToBe() {
        assertThat(TypedRecords.refusals(target, nasty(RecordKind.KEY_VALUE)))
                .hasSize(20)
                .allMatch(Refusal::present);
        assertThat(storage.users().count()).isEqualTo(20);
        for (RecordKind kind : RecordKind.values()) {
            List<Refusal> refusals = TypedRecords.add(target, nasty(kind));
            assertThat(refusals).allMatch(Refusal::present);
            assertThat(refusals).hasSize(kind == RecordKind.USER || kind == RecordKind.KEY_VALUE ? 20 : 0);
        }
        try (RecordSource source = Filling.source(url)) {
            assertThat(Chunks.records(source)).isEqualTo(NASTY);
        }
        for (RecordKind kind : RecordKind.values()) {
            assertThat(TypedRecords.add(target, nasty(kind)))
                    .hasSameSizeAs(nasty(kind))
                    .allMatch(Refusal::present);
        }
    }

    @Test
    void whatCollides_isRefused_withTheFieldThatDoes() {
        UUID ada = ((StoredUser) nasty(RecordKind.USER).get(0)).user().id();
        KeyValue item = ((StoredKeyValue) nasty(RecordKind.KEY_VALUE).get(0)).item();
        StoredToken token = (StoredToken) nasty(RecordKind.TOKEN).get(0);
        List<StoredRecord> records = List.of(
                user(0, user -> withVersion(user, 77)),
                user(0, user -> withId(user, NOBODY)),
                sessionOf(ada, 1, 1),
                sessionOf(ada, 1, 2),
                sessionOf(ada, 2, 1),
                sessionOf(NOBODY, 3, 3),
                sessionOf(ada, 1, 1),
                new StoredToken(token.token(), token.tokenHash()),
                new StoredKeyValue(new KeyValue(
                        item.namespace(),
                        item.id(),
                        item.key(),
                        new byte[] {1, 2, 3},
                        item.version(),
                        item.expiresAt(),
                        item.createdAt(),
                        item.updatedAt())),
                user(25, user -> user));
        boolean hasUser = storage.users().find(token.token().userId()).isPresent();
        List<Refusal> expected = new ArrayList<>(List.of(
                new Refusal(0, "id", false),
                new Refusal(1, "email", false),
                new Refusal(3, "id", false),
                new Refusal(4, "tokenHash", false),
                new Refusal(5, "userId", false),
                new Refusal(6, "id", true)));
        if (!hasUser) {
            expected.add(new Refusal(7, "userId", false));
        }
        expected.add(new Refusal(8, "key", false));

        assertThat(TypedRecords.add(target, records)).isEqualTo(expected);
        assertThat(TypedRecords.refusals(target, records))
                .contains(new Refusal(0, "id", false), new Refusal(1, "email", false), new Refusal(2, "id", true))
                .contains(new Refusal(5, "userId", false), new Refusal(6, "id", true))
                .isEqualTo(TypedRecords.add(target, records));
        assertThat(storage.sessions().list(ada, PageRequest.first(10)).items()).hasSize(1);
        assertThat(storage.users().find(NastyRecords.user(0))).isPresent();
        assertThat(storage.users().count()).isEqualTo(21);
    }

    @Test
    void whenOneFails_noneIsStored() {
        TestServer.execute(url, "ALTER TABLE coffer_key_values ADD CHECK (namespace <> 'bad')");
        KeyValue item = ((StoredKeyValue) nasty(RecordKind.KEY_VALUE).get(0)).item();
        StoredKeyValue good = new StoredKeyValue(
                new KeyValue("good", "i", "k", new byte[0], 1, Optional.empty(), item.createdAt(), item.updatedAt()));
        StoredKeyValue bad = new StoredKeyValue(
                new KeyValue("bad", "i", "k", new byte[0], 1, Optional.empty(), item.createdAt(), item.updatedAt()));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> TypedRecords.add(target, List.of(good, bad)));
        assertThat(storage.keyValues().namespace("good").record("i").get("k")).isEmpty();
    }

    /** Writers take versions all the time; after it has been raised none of theirs is below. */
    @Test
    void highWater_isRaisedBesideWriters_andNeverLowered() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String record = "r" + i;
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        long last = 0;
                        while (!ended.get()) {
                            storage.keyValues().namespace("w").record(record).put("k", "v");
                            long version = storage.keyValues()
                                    .namespace("w")
                                    .record(record)
                                    .get("k")
                                    .orElseThrow()
                                    .version();
                            assertThat(version).isGreaterThan(last);
                            last = version;
                        }
                    },
                    threads));
        }
        for (int i = 0; i < 50; i++) {
            long raised = mainVersion() + 2; // about where the writers are
            target.raiseHighWater(raised);
            storage.keyValues().namespace("w").record("main").put("k", "v");
            assertThat(mainVersion()).isGreaterThan(raised);
        }
        ended.set(true);
        for (CompletableFuture<Void> writer : writers) {
            writer.get();
        }
        threads.shutdown();
    }

    /** Whoever has taken one and not yet committed may take another at any moment. */
    @Test
    void highWater_isNotRaised_whileAnotherTransactionTakesVersions() throws SQLException {
        try (Connection other = TestServer.connect(url)) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT nextval('coffer_versions')");
            target.raiseHighWater(1);
            assertThatExceptionOfType(Busy.class).isThrownBy(() -> target.raiseHighWater(9_000));
            other.commit();
            target.raiseHighWater(9_000);
        }
        try (RecordSource source = Filling.source(url)) {
            assertThat(source.highWater()).isEqualTo(9_000);
        }
    }

    private long mainVersion() {
        return storage.keyValues()
                .namespace("w")
                .record("main")
                .get("k")
                .map(KeyValue::version)
                .orElse(0L);
    }
}
