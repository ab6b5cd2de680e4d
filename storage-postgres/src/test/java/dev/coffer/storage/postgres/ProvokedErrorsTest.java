package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.ErrorTable.assertProvoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library's own calls meet each error that tables, roles and other sessions can bring about. */
class ProvokedErrorsTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");

    private final String url = TestServer.NEWEST.freshUrl();
    private final String role = PostgresUrl.parse(url).user().orElseThrow();
    private final Storage storage = Storage.open(config().build());
    private Connection other;
    private Statement byHand;

    private StorageConfig.Builder config() {
        return StorageConfig.forUrl(url).lockTimeout(Duration.ofSeconds(1)).readTimeout(Duration.ofSeconds(2));
    }

    @BeforeEach
    void connect() throws SQLException {
        other = TestServer.connect(url);
        byHand = other.createStatement();
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        storage.close();
    }

    private void createAda() {
        storage.users().create(ADA);
    }

    private static void put(StorageAccess access, String key) {
        access.keyValues().namespace("n").record("i").put(key, "value");
    }

    @Test
    void anAddressTwice() {
        createAda();
        assertProvoked("23505", this::createAda);
    }

    @Test
    void aRuleOfTheHostsAgainstTwoOfAKind() throws SQLException {
        byHand.execute("ALTER TABLE coffer_users ADD EXCLUDE USING btree (version WITH =)");
        createAda();
        assertProvoked("23P01", () -> storage.users().create(NewUser.withEmail("bob@example.org")));
    }

    @Test
    void aSessionOfNobody() throws SQLException {
        NewSession session = NewSession.forUser(UUID.randomUUID());
        assertProvoked("23503", () -> storage.sessions().issue(session));
        byHand.execute("ALTER TABLE coffer_sessions ALTER CONSTRAINT coffer_sessions_user_id_fkey"
                + " DEFERRABLE INITIALLY DEFERRED");
        assertProvoked("23503", () -> storage.sessions().issue(session));
        assertProvoked(
                "23503",
                () -> storage.inTransaction(
                        tx -> assertThat(tx.sessions().issue(session)).isNotNull()));
    }

    @Test
    void columnsThatTakeLess() throws SQLException {
        byHand.execute("ALTER TABLE coffer_users ALTER COLUMN email TYPE varchar(5)");
        assertProvoked("22001", this::createAda);
        byHand.execute("ALTER TABLE coffer_users ALTER COLUMN email TYPE text, ADD CHECK (length(email) < 5)");
        assertProvoked("23514", this::createAda);
        byHand.execute("ALTER TABLE coffer_users ADD COLUMN nickname text NOT NULL");
        assertProvoked("23502", this::createAda);
    }

    @Test
    void anIndexOfTheHostsWithShortEntries() throws SQLException {
        UUID ada = storage.users().create(ADA).id();
        byHand.execute("CREATE INDEX ON coffer_sessions (user_agent)");
        StringBuilder long4Bytes = new StringBuilder();
        new Random(54).ints(1_024, 0x20000, 0x2A000).forEach(long4Bytes::appendCodePoint);
        assertProvoked(
                "54000", () -> storage.sessions().issue(NewSession.forUser(ada).userAgent(long4Bytes.toString())));
    }

    @Test
    void aTriggerOfTheHostsWithoutAnEnd() throws SQLException {
        byHand.execute("CREATE FUNCTION deeper() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN INSERT INTO coffer_users SELECT NEW.*; RETURN NEW; END $$;"
                + " CREATE TRIGGER endless BEFORE INSERT ON coffer_users FOR EACH ROW EXECUTE FUNCTION deeper()");
        assertProvoked("54001", this::createAda);
    }

    @Test
    void aRowThatAnotherChangedMeanwhile() {
        UUID ada = storage.users().create(ADA).id();
        try (Storage rival = Storage.open(url)) {
            assertProvoked(
                    "40001",
                    () -> storage.inTransaction(TransactionOptions.repeatableRead(), tx -> {
                        tx.users().count();
                        rival.users().lock(ada);
                        tx.users().delete(ada);
                    }));
        }
    }

    @Test
    void twoTransactionsThatCannotFollowEachOther_atTheCommitOfEachTry() {
        put(storage, "a");
        put(storage, "b");
        AtomicInteger tries = new AtomicInteger();
        try (Storage rival = Storage.open(url)) {
            assertProvoked(
                    "40001",
                    () -> storage.inTransaction(TransactionOptions.serializable(), tx -> {
                        readAndPut(tx, "a", "b");
                        rival.inTransaction(TransactionOptions.serializable(), rivals -> readAndPut(rivals, "b", "a"));
                        tries.incrementAndGet();
                    }));
        }
        assertThat(tries).hasValue(5);
    }

    private static void readAndPut(StorageAccess access, String read, String written) {
        assertThat(access.keyValues().namespace("n").record("i").exists(read)).isTrue();
        put(access, written);
    }

    @Test
    void twoTransactionsThatWaitForEachOther() {
        TestServer.NEWEST.execute("ALTER ROLE " + role + " SET deadlock_timeout = '10ms'");
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        try (Storage fresh = Storage.open(url)) {
            List<CompletableFuture<Void>> crossing = Stream.of(List.of("a", "b"), List.of("b", "a"))
                    .map(keys -> Beside.run(() -> fresh.inTransaction(tx -> {
                        put(tx, keys.get(0));
                        await(bothHoldOne);
                        put(tx, keys.get(1));
                    })))
                    .toList();
            assertProvoked("40P01", () -> {
                for (CompletableFuture<Void> transaction : crossing) {
                    Beside.result(transaction);
                }
            });
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRowThatAnotherHolds() throws SQLException {
        UUID ada = storage.users().create(ADA).id();
        byHand.execute("BEGIN; SELECT FROM coffer_users FOR UPDATE");
        assertProvoked("55P03", () -> storage.users().lock(ada));
        assertProvoked("55P03", () -> storage.inTransaction(tx -> tx.users().delete(ada)));
    }

    @Test
    void aReadThatTakesTooLong() throws SQLException {
        byHand.execute("BEGIN; LOCK TABLE coffer_users");
        try (Storage patient =
                Storage.open(config().lockTimeout(Duration.ofSeconds(20)).build())) {
            assertProvoked("57014", () -> patient.users().count());
            assertProvoked(
                    "57014",
                    () -> patient.inTransaction(
                            tx -> assertThat(tx.users().count()).isZero()));
        }
    }

    @Test
    void aSessionThatIsEndedWhileItWrites() throws SQLException {
        byHand.execute("BEGIN; LOCK TABLE coffer_key_values");
        CompletableFuture<Void> write = Beside.run(() -> put(storage, "k"));
        ServerActivity.awaitLock(other, role);
        TestServer.NEWEST.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + " WHERE usename = '" + role
                + "' AND wait_event_type = 'Lock'");
        assertProvoked("57P01", () -> Beside.result(write));
    }

    @Test
    void aTransactionOfTheHosts_thatHasFailed() throws SQLException {
        other.setAutoCommit(false);
        assertThat(catchThrowable(() -> byHand.execute("SELECT 1 / 0"))).isInstanceOf(SQLException.class);
        assertProvoked("25P02", () -> PostgresStorage.on(other));
    }

    @Test
    void aTransactionOfTheHosts_thatWasIdleForTooLong() throws SQLException {
        other.setAutoCommit(false);
        StorageAccess joined = PostgresStorage.on(other);
        byHand.execute("SET idle_in_transaction_session_timeout = '10ms'");
        awaitEnd(other);
        assertProvoked("25P03", () -> joined.users().count());
    }

    @Test
    void aTransactionOfTheHosts_whoseSessionWasIdleForTooLongBefore() throws SQLException {
        other.setAutoCommit(false);
        StorageAccess joined = PostgresStorage.on(other);
        other.rollback();
        byHand.execute("SET idle_session_timeout = '10ms'");
        other.commit();
        awaitEnd(other);
        assertProvoked("57P05", () -> joined.users().count());
    }

    private void awaitEnd(Connection served) throws SQLException {
        try (Connection observer = TestServer.connect(url)) {
            ServerActivity.awaitEnd(observer, served);
        }
    }

    @Test
    void aSessionOfThePool_thatWasIdleForTooLong_isReplaced() throws SQLException {
        TestServer.NEWEST.execute("ALTER ROLE " + role + " SET idle_session_timeout = '300ms'");
        storage.close();
        try (Storage idle = Storage.open(config().poolSize(1).build())) {
            idle.users().create(ADA);
            ServerActivity.awaitNone(other, role);
            assertThat(idle.users().count()).isEqualTo(1);
            ServerActivity.awaitNone(other, role);
            assertThat(idle.users().delete(UUID.randomUUID())).isFalse();
        }
    }

    @Test
    void aTransactionThatTakesTooLong() throws SQLException {
        TestServer.NEWEST.execute("ALTER ROLE " + role + " SET transaction_timeout = '100ms'"); // since PostgreSQL 17
        storage.close();
        try (Storage hasty = Storage.open(config().poolSize(1).build())) {
            assertProvoked(
                    "25P04",
                    () -> hasty.inTransaction(tx -> {
                        tx.users().count();
                        ServerActivity.awaitNone(other, role);
                        tx.users().count();
                    }));
        }
    }

    @Test
    void aRoleThatMayOnlyRead() {
        TestServer.NEWEST.execute("ALTER ROLE " + role + " SET default_transaction_read_only = on");
        try (Storage reader = Storage.open(config().schemaMode(SchemaMode.NONE).build())) {
            assertProvoked("25006", () -> reader.users().create(ADA));
            assertProvoked("25006", () -> reader.inTransaction(tx -> tx.users().create(ADA)));
        }
    }

    @Test
    void aRoleThatLacksARight() throws SQLException {
        byHand.execute("REVOKE INSERT ON coffer_users FROM " + role);
        assertProvoked("42501", this::createAda);
        byHand.execute("REVOKE SELECT ON coffer_users FROM " + role);
        assertProvoked("42501", () -> storage.users().count());
    }

    @Test
    void aRoleThatMayNotLogIn() {
        TestServer.NEWEST.execute("ALTER ROLE " + role + " NOLOGIN");
        assertProvoked("28000", () -> Storage.open(url));
    }

    @Test
    void aDatabaseThatIsNotThere() {
        assertProvoked("3D000", () -> Storage.open(url.replaceFirst("[^/]*$", "missing")));
    }

    @Test
    void tablesThatWereChangedMeanwhile() throws SQLException {
        byHand.execute("ALTER TABLE coffer_users RENAME COLUMN email TO address");
        assertProvoked("42703", this::createAda);
        byHand.execute("ALTER TABLE coffer_users RENAME TO coffer_people");
        assertProvoked("42P01", () -> storage.users().count());
    }
}
