package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.ServerConnections.Target;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What batches leave behind on the one connection that they run on. */
class BatchedStatementsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final String url = TestServer.NEWEST.freshUrl();
    private final StorageConfig config = StorageConfig.forUrl(url)
            .poolSize(1)
            .lockTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger tokens = new AtomicInteger(1_000);
    private ConnectionPool pool;
    private PooledDatabase database;
    private PostgresOperations operations;
    private User ada;

    @BeforeEach
    void open() {
        try (Storage storage = Storage.open(config)) {
            ada = storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        PostgresUrl parsed = PostgresUrl.parse(url);
        ServerConnections connections = ServerConnections.pooled(parsed, Tls.of(parsed), config, Target.PRIMARY);
        RoundTrip roundTrip = new RoundTrip(1, clock::get);
        pool = new ConnectionPool(new Login(connections, Optional.empty()), config, "batches", roundTrip);
        database = new PooledDatabase(pool, new SchemaNames(parsed.user().orElseThrow()), SessionSettings.of(config));
        operations = new PostgresOperations(
                new Batching(database, config, roundTrip), PostgresBackend.index(database, config));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = pool.lease(true)) {
            return ask(connection, sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** While the one connection is lent to somebody else, so that all but the first wait together. */
    private <R> List<QueuedCaller<R>> together(List<Supplier<R>> calls) throws SQLException {
        List<QueuedCaller<R>> callers = new ArrayList<>();
        try (Connection lent = pool.lease(true)) {
            calls.forEach(call -> callers.add(QueuedCaller.start(call::get)));
            QueuedCaller.await(
                    () -> callers.stream().filter(QueuedCaller::isQueued).count() >= calls.size() - 2);
            assertThat(lent.isClosed()).isFalse();
        }
        return callers;
    }

    private Session session(UUID id) {
        return new Session(
                id,
                ada.id(),
                NOW,
                NOW,
                NOW.plusSeconds(60),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static byte[] token(int number) {
        return ByteBuffer.allocate(32).putInt(number).array();
    }

    @Test
    void theShortLockWait_endsWithTheStatement() throws Exception {
        List<Supplier<Boolean>> calls = IntStream.range(0, 10)
                .<Supplier<Boolean>>mapToObj(i -> () -> {
                    operations.sessions().insert(session(new UUID(1, i)), token(i));
                    return true;
                })
                .toList();
        for (QueuedCaller<Boolean> caller : together(calls)) {
            assertThat(caller.result()).isTrue();
        }
        assertThat(ask("SHOW lock_timeout")).isEqualTo("10s");
        try (Connection other = TestServer.connect(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM coffer_sessions WHERE id = '" + new UUID(1, 3) + "' FOR UPDATE");
            List<QueuedCaller<Optional<Session>>> touches = together(IntStream.range(0, 10)
                    .<Supplier<Optional<Session>>>mapToObj(
                            i -> () -> operations.sessions().touch(token(i), NOW.plusSeconds(30)))
                    .toList());
            ServerActivity.awaitLock(other, PostgresUrl.parse(url).user().orElseThrow());
            other.rollback();
            for (QueuedCaller<Optional<Session>> touch : touches) {
                assertThat(touch.result().orElseThrow().lastSeenAt()).isEqualTo(NOW.plusSeconds(30));
            }
        }
        assertThat(ask("SHOW lock_timeout")).isEqualTo("10s");
    }

    @Test
    void whatIsTakenTwice_isADuplicateForOneOfTwo() throws Exception {
        List<Supplier<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            UUID id = new UUID(1, i % 10); // 10 has the id of 0, and 11 that of 1
            int number = i;
            calls.add(() -> {
                operations.sessions().insert(session(id), token(number == 9 ? 8 : number));
                return true;
            });
        }
        Set<String> fields = new HashSet<>();
        int failed = 0;
        for (QueuedCaller<Boolean> caller : together(calls)) {
            try {
                caller.result();
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOfSatisfying(Duplicate.class, duplicate -> {
                    assertThat(duplicate.element()).isEmpty();
                    fields.add(duplicate.field());
                });
                failed++;
            }
        }
        assertThat(failed).isEqualTo(3);
        assertThat(fields).containsExactlyInAnyOrder("id", "token");
        assertThat(ask("SELECT count(*) FROM coffer_sessions")).isEqualTo("9");
    }

    @Test
    void aPlanMadeForATinyTable_isNotKeptLong() throws Exception {
        try (Connection own = TestServer.connect(url);
                Statement statement = own.createStatement()) {
            for (String table : List.of("coffer_users", "coffer_sessions", "coffer_key_values")) {
                statement.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = off)");
            }
            statement.execute("INSERT INTO coffer_sessions SELECT gen_random_uuid(), sha256('1'), '" + ada.id()
                    + "', now(), now(), now(), NULL, NULL, NULL, '{}'");
            statement.execute("INSERT INTO coffer_key_values SELECT 'n', 'i', 'k', '', 1, NULL, now(), now()");
            statement.execute("ANALYZE");
            for (int i = 0; i < 12; i++) {
                useBatches();
            }
            statement.execute(
                    "INSERT INTO coffer_users SELECT gen_random_uuid(), n || '@x.org', n || '@x.org', NULL, NULL,"
                            + " NULL, '{}', now(), now(), 1 FROM generate_series(1, 50000) n");
            statement.execute("INSERT INTO coffer_sessions SELECT gen_random_uuid(), sha256(n::text::bytea), '"
                    + ada.id() + "', now(), now(), now(), NULL, NULL, NULL, '{}' FROM generate_series(2, 50000) n");
            statement.execute("INSERT INTO coffer_key_values SELECT 'n', 'i', 'k' || n, '', n, NULL, now(), now()"
                    + " FROM generate_series(1, 50000) n");
            assertThat(sequentialScans(own, this::useBatches))
                    .as("the plans of then")
                    .isPositive();
            clock.addAndGet(Duration.ofSeconds(61).toNanos());
            useBatches();
            assertThat(sequentialScans(own, this::useBatches)).isZero();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private long sequentialScans(Connection own, Work work) throws Exception {
        long before = scans(own);
        work.run();
        return scans(own) - before;
    }

    private long scans(Connection own) throws SQLException {
        ask("SELECT pg_stat_force_next_flush()");
        ask("SELECT 1");
        return Long.parseLong(ask(
                own,
                "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname LIKE 'coffer%'"
                        + " AND schemaname = current_schema"));
    }

    private void useBatches() throws Exception {
        useBatch(i -> operations.users().find(new UUID(i, 1)));
        useBatch(i -> operations.users().findByEmail(i + "@y.org"));
        useBatch(i -> operations.sessions().find(token(i), NOW));
        useBatch(i -> operations.sessions().authenticate(token(i), NOW));
        useBatch(i -> operations.keyValues().find(ItemKey.of("n", "i", "x" + i), NOW));
        useBatch(i -> {
            operations.sessions().insert(session(UUID.randomUUID()), token(tokens.incrementAndGet()));
            return i;
        });
    }

    private void useBatch(IntFunction<Object> call) throws Exception {
        for (QueuedCaller<Object> caller : together(IntStream.range(0, 4)
                .<Supplier<Object>>mapToObj(i -> () -> call.apply(i))
                .toList())) {
            caller.result();
        }
    }
}
