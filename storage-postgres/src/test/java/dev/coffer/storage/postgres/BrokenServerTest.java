package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.ErrorTable.assertProvoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The library's own calls meet a server that is full, broken, closed or alone. */
class BrokenServerTest {
    private static final int LARGEST_FILE = 4 * 1024 * 1024;

    private static final OwnServer SERVER = new OwnServer(15)
            .initdb("--no-locale", "--wal-segsize=1") // a segment is a file too
            .filesOf(LARGEST_FILE + 512) // ends within a page
            .setting("max_connections", "20")
            .setting("max_locks_per_transaction", "10")
            .setting("autovacuum", "off")
            .access("host all ada 127.0.0.1/32 scram-sha-256", "host all all 127.0.0.1/32 trust");

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static NewUser someone() {
        return NewUser.withEmail(UUID.randomUUID() + "@example.org");
    }

    private static void put(StorageAccess access, byte[] value) {
        access.keyValues().namespace("n").record("i").put("k", value);
    }

    @Test
    void aFullDisk() {
        byte[] mebibyte = new byte[1024 * 1024];
        new Random(53).nextBytes(mebibyte);
        try (Storage storage = Storage.open(TestServer.freshUrl(SERVER.url()))) {
            assertProvoked("53100", () -> {
                for (int i = 0; i <= LARGEST_FILE / mebibyte.length; i++) {
                    put(storage, mebibyte);
                }
            });
            assertProvoked("53100", () -> storage.inTransaction(tx -> put(tx, mebibyte)));
            put(storage, new byte[1]);
        }
    }

    /** The memory for locks is bounded; each transaction that writes takes some. */
    @Test
    void aFullMemory() throws SQLException {
        try (Storage storage = Storage.open(StorageConfig.forUrl(TestServer.freshUrl(SERVER.url()))
                        .poolSize(1)
                        .build());
                Connection greedy = TestServer.connect(SERVER.url());
                Statement locks = greedy.createStatement()) {
            storage.users().count();
            for (int i = 1; i <= 3; i++) { // others may have given some back meanwhile
                String all = "SELECT pg_advisory_lock(%d, n) FROM generate_series(1, 10000) n".formatted(i);
                assertThat(catchThrowable(() -> locks.execute(all))).hasMessageContaining("out of shared memory");
            }
            assertProvoked("53200", () -> storage.users().create(someone()));
            locks.execute("SELECT pg_advisory_unlock_all()");
            storage.users().create(someone());
        }
    }

    @Test
    void aPageThatIsNone() throws Exception {
        assertDamaged("XX001", "coffer_users", 12, -1, access -> access.users().count());
    }

    @Test
    void anIndexThatIsNone() throws Exception {
        assertDamaged(
                "XX002", "coffer_users_pkey", 24, 0, access -> access.users().find(UUID.randomUUID()));
    }

    /** Overwrites four bytes of the first page. */
    private static void assertDamaged(String state, String relation, int at, int with, Consumer<StorageAccess> call)
            throws Exception {
        String url = TestServer.freshUrl(SERVER.url());
        Path file;
        try (Storage storage = Storage.open(url)) {
            storage.users().create(someone());
            file = SERVER.dataDirectory().resolve(value(url, "SELECT pg_relation_filepath('" + relation + "')"));
        }
        SERVER.stop();
        try (FileChannel page = FileChannel.open(file, StandardOpenOption.WRITE)) {
            page.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, with), at);
        }
        SERVER.start();
        try (Storage storage = Storage.open(url)) {
            assertProvoked(state, () -> call.accept(storage));
            assertProvoked(state, () -> storage.inTransaction(call::accept));
        }
    }

    private static String value(String url, String query) throws SQLException {
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The server says 57P02 as a warning only, before it hangs up. */
    @Test
    void aServerThatRestartsItselfWhileItWrites() throws SQLException {
        String url = TestServer.freshUrl(SERVER.url());
        try (Storage storage = Storage.open(url);
                Connection other = TestServer.connect(url);
                Statement lock = other.createStatement()) {
            lock.execute("BEGIN; LOCK TABLE coffer_key_values");
            CompletableFuture<Void> write = Beside.run(() -> put(storage, new byte[1]));
            ServerActivity.awaitLock(other, PostgresUrl.parse(url).user().orElseThrow());
            ProcessHandle.of(other.unwrap(PGConnection.class).getBackendPID())
                    .orElseThrow()
                    .destroyForcibly();
            assertProvoked("08006", () -> Beside.result(write));
            assertThat(storage.keyValues().namespace("n").count()).isZero();
        }
    }

    /** The standby that a commit has to wait for is missing. Whoever cancels the wait leaves a commit that fail-over may lose. */
    @Test
    void aCommitThatNoStandbyConfirms() throws SQLException {
        String url = TestServer.freshUrl(SERVER.url());
        try (Storage storage = Storage.open(url);
                Connection other = TestServer.connect(SERVER.url());
                Statement cancel = other.createStatement()) {
            User ada = storage.users().create(someone());
            List<Consumer<Storage>> writes = List.of(
                    on -> on.users().create(someone()),
                    on -> on.users().createAll(List.of(someone(), someone())),
                    on -> on.sessions().issue(NewSession.forUser(ada.id())),
                    on -> on.applyOnce(IdempotencyKey.create(), tx -> put(tx, new byte[2])),
                    on -> on.users().lock(ada.id()),
                    on -> on.users().delete(ada.id()),
                    on -> put(on, new byte[1]),
                    on -> on.keyValues().namespace("n").record("i").increment("c"),
                    on -> on.inTransaction(tx -> tx.users().create(someone())));
            SERVER.setting("synchronous_standby_names", "missing").reload();
            while (!cancelled(cancel, () -> storage.users().create(someone())).isCompletedExceptionally()) {
                Thread.onSpinWait(); // it takes a moment to be known
            }
            for (Consumer<Storage> write : writes) {
                CompletableFuture<Void> unconfirmed = cancelled(cancel, () -> write.accept(storage));
                assertProvoked("01000", () -> Beside.result(unconfirmed));
            }
            SERVER.setting("synchronous_standby_names", "").reload();
            assertThat(storage.users().count()).isGreaterThan(4); // they are there
        }
    }

    /** What became of a write whose wait for the standby was cancelled. */
    private static CompletableFuture<Void> cancelled(Statement cancel, Runnable write) throws SQLException {
        CompletableFuture<Void> waiting = Beside.run(write);
        while (!waiting.isDone()) {
            cancel.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        }
        return waiting;
    }

    @Test
    void aServerThatIsNotReadyYet() {
        SERVER.setting("hot_standby", "off");
        try (OwnServer standby = SERVER.standby()) {
            assertProvoked(
                    "57P03",
                    () -> Storage.open(StorageConfig.forUrl(standby.url())
                            .startTimeout(Duration.ofMillis(300))
                            .build()));
        }
    }

    @Test
    void aLoginThatIsRefused() {
        SERVER.execute("CREATE ROLE ada LOGIN PASSWORD 'secret'");
        String url = SERVER.url().replace("postgres@", "ada:wrong@");
        assertProvoked("28P01", () -> Storage.open(url));
        assertProvoked("08004", () -> Storage.open(url.replace(":wrong", "")));
    }

    @Test
    void aRoleWithTooManySessions() {
        String url = TestServer.freshUrl(SERVER.url());
        SERVER.execute("ALTER ROLE " + PostgresUrl.parse(url).user().orElseThrow() + " CONNECTION LIMIT 0");
        assertProvoked(
                "53300",
                () -> Storage.open(StorageConfig.forUrl(url)
                        .startTimeout(Duration.ofMillis(300))
                        .build()));
    }
}
