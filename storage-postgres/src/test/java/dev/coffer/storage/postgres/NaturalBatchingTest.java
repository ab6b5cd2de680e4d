package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.Busy;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.User;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of one kind that wait together, on one connection, are served together; each is told what became of its own. */
class NaturalBatchingTest {
    private static final int CROWD = 64;
    private static final Duration MONTH = Duration.ofDays(30);

    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18).setting("log_statement", "all");

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private String url;
    private FaultProxy proxy;
    private Storage storage;

    @BeforeEach
    void open() throws Exception {
        url = TestServer.freshUrl(SERVER.url());
        proxy = new FaultProxy(url);
        storage = Storage.open(config().build());
    }

    private StorageConfig.Builder config() {
        return StorageConfig.forUrl(proxy.through(url))
                .poolSize(1)
                .lockTimeout(Duration.ofSeconds(20))
                .clock(() -> now);
    }

    @AfterEach
    void close() {
        proxy.letGo();
        storage.close();
        proxy.close();
    }

    private KeyValueRecord record() {
        return storage.keyValues().namespace("n").record("i");
    }

    private List<User> users() {
        return storage.users()
                .createAll(IntStream.range(0, CROWD)
                        .mapToObj(i -> NewUser.withEmail(i + "@example.org"))
                        .toList());
    }

    private List<IssuedSession> sessions(List<User> users) {
        return users.stream()
                .map(user -> storage.sessions()
                        .issue(NewSession.forUser(user.id()).lasting(MONTH).userAgent("of " + user.email())))
                .toList();
    }

    private static long statements() {
        return SERVER.logLines().stream()
                .filter(line -> line.matches(".*LOG:\\s+(execute|statement).*"))
                .count();
    }

    /** Lets the crowd go; they are served in a few statements: what was on its way, and two batches. */
    private <R> List<R> servedTogether(Crowd<R> crowd) throws Exception {
        long before = statements();
        proxy.letGo();
        List<R> results = crowd.results();
        assertThat(statements() - before).isLessThanOrEqualTo(4);
        return results;
    }

    /** What takes much memory is read and issued alone, beside a batch of the others. */
    @Test
    void largeMetadata_goAlone() throws Exception {
        Map<String, Object> large = Map.of("large", noise(20_000));
        User user =
                storage.users().create(NewUser.withEmail("large@example.org").metadata(large));
        List<User> users = new ArrayList<>(users().subList(1, CROWD));
        users.add(user);
        List<User> found = new Crowd<>(
                        proxy,
                        CROWD,
                        i -> storage.users().find(users.get(i).id()).orElseThrow())
                .lettingGo(proxy);
        assertThat(found).isEqualTo(users);
        List<IssuedSession> issued = IntStream.range(0, CROWD)
                .mapToObj(i -> storage.sessions()
                        .issue(NewSession.forUser(user.id()).lasting(MONTH).metadata(i % 2 == 0 ? large : Map.of())))
                .toList();
        List<Session> sessions = new Crowd<>(
                        proxy,
                        CROWD,
                        i -> storage.sessions().find(issued.get(i).token()).orElseThrow())
                .lettingGo(proxy);
        assertThat(sessions)
                .isEqualTo(issued.stream().map(IssuedSession::session).toList());
        List<Authenticated> callers = new Crowd<>(
                        proxy,
                        CROWD,
                        i -> storage.sessions()
                                .authenticate(issued.get(i).token())
                                .orElseThrow())
                .lettingGo(proxy);
        assertThat(callers).extracting(Authenticated::session).isEqualTo(sessions);
        assertThat(callers).extracting(Authenticated::user).containsOnly(user);
    }

    /** That cannot be compressed. */
    private static String noise(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(UUID.randomUUID());
        }
        return text.toString();
    }

    @Test
    void sessionsByToken() throws Exception {
        List<IssuedSession> issued = sessions(users());
        assertThat(servedTogether(new Crowd<>(
                        proxy,
                        CROWD,
                        i -> storage.sessions().find(issued.get(i).token()).orElseThrow())))
                .isEqualTo(issued.stream().map(IssuedSession::session).toList());
    }

    @Test
    void sessionsByToken_absentExpiredAndTwice() throws Exception {
        IssuedSession ada = sessions(users()).get(0);
        now = ada.session().expiresAt().minusMillis(1);
        List<Boolean> found = servedTogether(new Crowd<>(proxy, CROWD, i -> switch (i % 3) {
            case 0 -> storage.sessions().find("absent").isPresent();
            case 1 -> storage.sessions().authenticate(ada.token()).isPresent();
            default -> storage.sessions().find(ada.token()).isPresent();
        }));
        for (int i = 0; i < CROWD; i++) {
            assertThat(found.get(i)).isEqualTo(i % 3 != 0);
        }
        now = ada.session().expiresAt();
        assertThat(servedTogether(new Crowd<>(
                        proxy, CROWD, i -> storage.sessions().find(ada.token()).isPresent())))
                .containsOnly(false);
    }

    @Test
    void sessionsAndUsers_butNoLockedOnes() throws Exception {
        List<User> users = users();
        List<IssuedSession> issued = sessions(users);
        storage.users().lock(users.get(7).id());
        List<String> found = servedTogether(new Crowd<>(
                proxy,
                CROWD,
                i -> storage.sessions()
                        .authenticate(issued.get(i).token())
                        .map(caller -> caller.user().email() + caller.session().id())
                        .orElse("locked")));
        for (int i = 0; i < CROWD; i++) {
            assertThat(found.get(i))
                    .isEqualTo(
                            i == 7
                                    ? "locked"
                                    : users.get(i).email()
                                            + issued.get(i).session().id());
        }
    }

    @Test
    void usersByIdAndByEmail() throws Exception {
        List<User> users = users();
        assertThat(servedTogether(new Crowd<>(
                        proxy,
                        CROWD,
                        i -> storage.users().find(users.get(i).id()).orElseThrow())))
                .isEqualTo(users);
        assertThat(servedTogether(new Crowd<>(
                        proxy,
                        CROWD,
                        i -> storage.users().findByEmail(users.get(i).email()).orElseThrow())))
                .isEqualTo(users);
        UUID absent = new UUID(0, 1);
        assertThat(servedTogether(new Crowd<>(
                        proxy, CROWD, i -> storage.users().find(absent).isPresent())))
                .containsOnly(false);
    }

    @Test
    void keyValues_putAndRead() throws Exception {
        List<Long> versions = servedTogether(new Crowd<>(proxy, CROWD, i -> record().put("k" + i, "v" + i)));
        List<KeyValue> read = servedTogether(
                new Crowd<>(proxy, CROWD, i -> record().get("k" + i).orElseThrow()));
        for (int i = 0; i < CROWD; i++) {
            assertThat(read.get(i).text()).isEqualTo("v" + i);
            assertThat(read.get(i).version()).isEqualTo(versions.get(i));
            assertThat(read.get(i).createdAt()).isEqualTo(now);
        }
    }

    @Test
    void putsToOneItem_haveAVersionEach_andTheLastIsThere() throws Exception {
        Instant created = now;
        record().put("k", "before");
        now = created.plusSeconds(1);
        List<Long> versions = servedTogether(new Crowd<>(proxy, CROWD, i -> record().put("k", Integer.toString(i))));
        assertThat(versions).doesNotHaveDuplicates();
        KeyValue item = record().get("k").orElseThrow();
        long last = versions.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(item.version()).isEqualTo(last);
        assertThat(item.text()).isEqualTo(Integer.toString(versions.indexOf(last)));
        assertThat(item.createdAt()).isEqualTo(created);
        assertThat(item.updatedAt()).isEqualTo(now);
    }

    @Test
    void aPutBehindOneThatHasExpiredByThen_beginsTheItemAnew() throws Exception {
        record().put("k", "before");
        Crowd<Long> others = new Crowd<>(proxy, 4, i -> record().put("other" + i, "v"));
        QueuedCaller<Long> first = QueuedCaller.start(
                        () -> record().put("k", "first", PutOptions.ttl(Duration.ofSeconds(1))))
                .awaitQueued();
        now = now.plusSeconds(2);
        QueuedCaller<Long> second =
                QueuedCaller.start(() -> record().put("k", "second")).awaitQueued();
        proxy.letGo();
        others.results();
        assertThat(second.result()).isGreaterThan(first.result());
        KeyValue item = record().get("k").orElseThrow();
        assertThat(item.text()).isEqualTo("second");
        assertThat(item.createdAt()).isEqualTo(now);
        assertThat(item.expiresAt()).isEmpty();
    }

    @Test
    void largeValues_goAlone() throws Exception {
        byte[] large = new byte[200_000];
        Crowd<Long> puts = new Crowd<>(proxy, 4, i -> record().put("small" + i, "v"));
        QueuedCaller<Long> alone = QueuedCaller.start(() -> record().put("large", large));
        proxy.letGo();
        puts.results();
        alone.result();
        Crowd<byte[]> reads = new Crowd<>(
                proxy,
                6,
                i -> record().get(i % 2 == 0 ? "large" : "small0").orElseThrow().value());
        proxy.letGo();
        for (int i = 0; i < 6; i++) {
            assertThat(reads.results().get(i)).isEqualTo(i % 2 == 0 ? large : new byte[] {'v'});
        }
    }

    @Test
    void sessionsIssued_butTheOneWhoseUserIsMissing() throws Exception {
        List<User> users = users();
        UUID missing = new UUID(0, 1);
        Crowd<IssuedSession> crowd = new Crowd<>(
                proxy,
                CROWD,
                i -> storage.sessions()
                        .issue(NewSession.forUser(
                                        i == 7 ? missing : users.get(i).id())
                                .userAgent("agent " + i)));
        proxy.letGo();
        for (int i = 0; i < CROWD; i++) {
            QueuedCaller<IssuedSession> caller = crowd.callers().get(i);
            if (i == 7) {
                assertThatThrownBy(caller::result)
                        .cause()
                        .isInstanceOfSatisfying(
                                MissingReference.class,
                                e -> assertThat(e.field()).isEqualTo("userId"));
            } else {
                IssuedSession issued = caller.result();
                assertThat(storage.sessions().find(issued.token())).contains(issued.session());
                assertThat(issued.session().userAgent()).contains("agent " + i);
            }
        }
    }

    @Test
    void sessionsIssued_inAFewStatements() throws Exception {
        List<User> users = users();
        servedTogether(new Crowd<>(
                proxy,
                CROWD,
                i -> storage.sessions().issue(NewSession.forUser(users.get(i).id()))));
    }

    @Test
    void sessionsTouched_alsoOneThatManyTouch() throws Exception {
        List<IssuedSession> issued = sessions(users());
        Instant later = now.plus(MONTH.dividedBy(2));
        now = later;
        Crowd<Session> crowd = new Crowd<>(
                proxy,
                CROWD,
                i -> storage.sessions()
                        .touch(issued.get(i < 32 ? i : 0).token())
                        .orElseThrow());
        long before = statements();
        proxy.letGo();
        for (Session touched : crowd.results()) {
            assertThat(touched.lastSeenAt()).isEqualTo(later);
            assertThat(touched.expiresAt()).isEqualTo(later.plus(MONTH));
        }
        assertThat(statements() - before).isLessThan(CROWD / 2);
    }

    @Test
    void aLockedRow_isWaitedForByItsOwnWritersAlone() throws Exception {
        storage.close();
        storage = Storage.open(config().poolSize(3).build());
        for (int i = 0; i < CROWD; i++) {
            record().put("k" + i, "before");
        }
        try (Connection other = TestServer.connect(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM coffer_key_values WHERE key = 'k7' FOR UPDATE");
            List<QueuedCaller<Long>> callers = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                int number = i;
                callers.add(QueuedCaller.start(() -> record().put("k" + number, "after")));
            }
            callers.add(QueuedCaller.start(() -> record().put("k7", "last")));
            for (int i = 0; i < CROWD; i++) {
                if (i != 7) {
                    assertThat(callers.get(i).result()).isPositive();
                }
            }
            assertThat(callers.get(7).isDone()).isFalse();
            other.rollback();
            assertThat(callers.get(7).result()).isPositive();
            assertThat(callers.get(CROWD).result()).isPositive();
        }
    }

    @Test
    void aRowThatStaysLocked_isBusyForAllItsWriters_andForNobodyElse() throws Exception {
        storage.close();
        storage = Storage.open(
                config().poolSize(3).lockTimeout(Duration.ofSeconds(5)).build());
        record().put("k0", "before");
        try (Connection other = TestServer.connect(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM coffer_key_values WHERE key = 'k0' FOR UPDATE");
            List<QueuedCaller<Long>> callers = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                String key = "k" + i % 8;
                callers.add(QueuedCaller.start(() -> record().put(key, "after")));
            }
            for (int i = 0; i < CROWD; i++) {
                if (i % 8 == 0) {
                    assertThatThrownBy(callers.get(i)::result).hasCauseInstanceOf(Busy.class);
                } else {
                    assertThat(callers.get(i).result()).isPositive();
                }
            }
            other.rollback();
        }
        assertThat(record().get("k0").orElseThrow().text()).isEqualTo("before");
        assertThat(record().put("k0", "after")).isPositive();
    }

    @Test
    void aConnectionThatIsCutUnderABatch_leavesTheOutcomeUnknown_andNothingIsRunAgain() throws Exception {
        record().put("k", "v");
        long before = versionsGiven();
        Crowd<Long> lost = new Crowd<>(proxy, CROWD, i -> record().put("lost" + i, "v"));
        proxy.inject(FaultProxy.Fault.CUT_ANSWER, "unnest");
        proxy.letGo();
        int unknown = 0;
        for (QueuedCaller<Long> caller : lost.callers()) {
            try {
                caller.result();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(UnknownOutcome.class);
                unknown++;
            }
        }
        assertThat(unknown).isGreaterThanOrEqualTo(CROWD - 2);
        assertThat(versionsGiven() - before).isEqualTo(CROWD);
    }

    private long versionsGiven() throws SQLException {
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT last_value FROM coffer_versions")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void switchedOff_orInATransaction_eachIsServedByItself() throws Exception {
        List<User> users = users();
        int before = SERVER.logLines().size();
        storage.inTransaction(tx -> {
            tx.users().find(users.get(0).id());
            tx.keyValues().namespace("n").record("i").put("k", "v");
        });
        storage.close();
        storage = Storage.open(config().naturalBatching(false).build());
        List<QueuedCaller<User>> callers = IntStream.range(0, CROWD)
                .mapToObj(i -> QueuedCaller.start(
                        () -> storage.users().find(users.get(i).id()).orElseThrow()))
                .toList();
        for (QueuedCaller<User> caller : callers) {
            caller.result();
        }
        List<String> lines = SERVER.logLines();
        assertThat(lines.subList(before, lines.size())).noneMatch(line -> line.contains("unnest"));
    }
}
