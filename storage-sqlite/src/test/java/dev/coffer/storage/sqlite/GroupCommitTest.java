package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.jdbi.SqlConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteCommitListener;

class GroupCommitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final AtomicInteger commits = new AtomicInteger();
    private SqliteConnection connection;
    private Writer writer;

    @BeforeEach
    void open() throws Exception {
        Path file = Files.createFile(directory.resolve("test.db"));
        connection = SqliteConnection.open(file, OpenMode.WRITE, PATIENCE);
        connection.pragma("journal_mode = WAL");
        writer = new Writer(connection, Checkpoint.of(file), FileIdentity.of(file));
        try (Writer.Lease lease = writer.lease(PATIENCE)) {
            SqliteSchema.current().open(SchemaMode.MIGRATE, lease.connection());
            lease.connection().run("CREATE TABLE words (word TEXT NOT NULL PRIMARY KEY) STRICT");
        }
        connection.addCommitListener(new SQLiteCommitListener() {
            @Override
            public void onCommit() {
                commits.incrementAndGet();
            }

            @Override
            public void onRollback() {}
        });
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void eightWriters_makeFewerCommitsThanHalfTheirWrites() throws Exception {
        int writes = 8 * 250;
        int fewest = writes; // a busy machine may let only one run at a time, for a while
        int rounds = 0;
        while (rounds < 5 && fewest >= writes / 2) {
            fewest = Math.min(fewest, commitsOfEight("round" + rounds, writes));
            rounds++;
        }
        assertThat(words()).isEqualTo((long) rounds * writes);
        assertThat(fewest).isPositive().isLessThan(writes / 2);
    }

    private int commitsOfEight(String prefix, int writes) throws Exception {
        commits.set(0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            String word = prefix + "-word" + i;
            results.add(threads.submit(() -> write(word)));
        }
        for (Future<Integer> result : results) {
            assertThat(result.get()).isEqualTo(1);
        }
        threads.shutdown();
        return commits.get();
    }

    @Test
    void writesThatWaitTogether_shareOneCommit() throws Exception {
        List<FutureTask<Integer>> together = together(List.of(insert("a"), insert("b"), insert("c"), insert("d")));
        for (FutureTask<Integer> write : together) {
            assertThat(write.get()).isEqualTo(1);
        }
        assertThat(commits.get()).isEqualTo(1);
        assertThat(words()).isEqualTo(4);
    }

    @Test
    void aMemberThatFails_failsAlone() throws Exception {
        write("taken");
        List<FutureTask<Integer>> together = together(List.of(insert("a"), insert("taken"), insert("b")));
        assertThat(together.get(0).get()).isEqualTo(1);
        assertThatThrownBy(together.get(1)::get).hasCauseInstanceOf(Duplicate.class);
        assertThat(together.get(2).get()).isEqualTo(1);
        assertThat(words()).isEqualTo(3);
    }

    @Test
    void afterAFailure_theNextGroupIsNotRunTwice_evenIfOneOfItFailsToo() throws Exception {
        write("taken");
        AtomicInteger runs = new AtomicInteger();
        Function<SqlConnection, Integer> counted = handle -> {
            runs.incrementAndGet();
            return 0;
        };
        together(List.of(counted, insert("taken"))).get(0).get();
        assertThat(runs.getAndSet(0)).isEqualTo(2);
        together(List.of(counted, insert("taken"))).get(0).get();
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void whatAFailedMemberWroteBefore_isUndone() throws Exception {
        write("taken");
        List<FutureTask<Integer>> together = together(List.of(insert("a"), handle -> {
            int half = insert("half").apply(handle);
            return half + insert("taken").apply(handle);
        }));
        assertThat(together.get(0).get()).isEqualTo(1);
        assertThatThrownBy(together.get(1)::get).hasCauseInstanceOf(Duplicate.class);
        assertThat(words()).isEqualTo(2);
    }

    @Test
    void anErrorInTheLeader_strandsNobody() throws Exception {
        List<FutureTask<Integer>> together = together(List.of(
                handle -> {
                    throw new AssertionError("planted");
                },
                insert("a"),
                insert("b")));
        assertThatThrownBy(together.get(0)::get).hasCauseInstanceOf(AssertionError.class);
        assertThat(together.get(1).get()).isEqualTo(1);
        assertThat(together.get(2).get()).isEqualTo(1);
        assertThat(words()).isEqualTo(2);
    }

    @Test
    void whenSqliteEndsTheTransaction_eachMemberGetsItsOwnOutcome() throws Exception {
        connection.pragma("max_page_count = " + (Integer.parseInt(pragma("page_count")) + 20));
        List<FutureTask<Integer>> together = together(List.of(insert("a"), insert("x".repeat(1_000_000)), insert("b")));
        assertThat(together.get(0).get()).isEqualTo(1);
        assertThatThrownBy(together.get(1)::get).hasCauseInstanceOf(ResourceExhausted.class);
        assertThat(together.get(2).get()).isEqualTo(1);
        assertThat(words()).isEqualTo(2);
    }

    @Test
    void aCommitThatIsRefused_failsTheGuiltyMemberAlone() throws Exception {
        List<FutureTask<Integer>> together = together(List.of(insert("a"), GroupCommitTest::insertOrphan, insert("b")));
        assertThat(together.get(0).get()).isEqualTo(1);
        assertThatThrownBy(together.get(1)::get).hasCauseInstanceOf(MissingReference.class);
        assertThat(together.get(2).get()).isEqualTo(1);
        assertThat(words()).isEqualTo(2);
    }

    /** The driver looks at its connection once more after the commit, when another thread may have closed it. */
    @Test
    void aCommitThatTheDriverGivesUp_isUnknown_andNotTriedAgain() throws Exception {
        write("before");
        PreparedStatement commit = connection.take(Writer.COMMIT);
        connection.giveBack(commit);
        commit.close();

        for (FutureTask<Integer> write : together(List.of(insert("a"), insert("b")))) {
            assertThatThrownBy(write::get).hasCauseInstanceOf(UnknownOutcome.class);
        }

        assertThat(words()).isEqualTo(1);
    }

    /** Its foreign key is checked by the commit only. */
    private static int insertOrphan(SqlConnection connection) {
        Handle handle = connection.handle();
        handle.execute("PRAGMA defer_foreign_keys = on");
        return handle.execute("""
                INSERT INTO coffer_tokens (id, token_hash, user_id, purpose, payload, created_at, expires_at)
                VALUES ('i', x'00', 'nobody', 'p', '{}', 0, 0)
                """);
    }

    @Test
    void aWriteThatDoesNotBeginInTime_isBusyAndNeverHappens() {
        try (Writer.Lease lease = writer.lease(PATIENCE)) {
            FutureTask<Integer> late = start(() -> writer.write(insert("late"), Duration.ofMillis(30)));
            assertThatThrownBy(late::get).hasCauseInstanceOf(Busy.class);
            assertThat(lease.connection()).isSameAs(connection);
        }
        assertThat(words()).isZero();
    }

    @Test
    void anInterruptBeforeTheBeginning_withdrawsTheWrite() throws Exception {
        FutureTask<Boolean> interrupted;
        try (Writer.Lease lease = writer.lease(PATIENCE)) {
            interrupted = new FutureTask<>(() -> {
                assertThatThrownBy(() -> write("never")).isInstanceOf(Busy.class);
                return Thread.currentThread().isInterrupted();
            });
            Thread thread = new Thread(interrupted);
            thread.start();
            awaitWaiting(thread);
            thread.interrupt();
            assertThat(interrupted.get()).isTrue();
            assertThat(lease.connection()).isSameAs(connection);
        }
        assertThat(words()).isZero();
    }

    @Test
    void anInterruptAfterTheBeginning_isKeptForTheCaller() throws Exception {
        CountDownLatch leading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FutureTask<Integer> leader;
        FutureTask<Boolean> member = new FutureTask<>(() -> {
            write("kept");
            return Thread.currentThread().isInterrupted();
        });
        Thread memberThread = new Thread(member);
        try (Writer.Lease lease = writer.lease(PATIENCE)) {
            assertThat(lease.connection()).isSameAs(connection);
            leader = new FutureTask<>(() -> writer.write(
                    handle -> {
                        leading.countDown();
                        awaitUninterruptibly(goOn);
                        return insert("led").apply(handle);
                    },
                    PATIENCE));
            Thread leaderThread = new Thread(leader);
            leaderThread.start();
            awaitWaiting(leaderThread);
            memberThread.start();
            awaitWaiting(memberThread);
        }
        leading.await();
        memberThread.interrupt();
        goOn.countDown();
        assertThat(leader.get()).isEqualTo(1);
        assertThat(member.get()).isTrue();
        assertThat(words()).isEqualTo(2);
    }

    @Test
    void aTransactionWaitsItsTurn_andIsAlone() throws Exception {
        List<FutureTask<Integer>> writes;
        FutureTask<Long> alone;
        try (Writer.Lease lease = writer.lease(PATIENCE)) {
            assertThat(lease.connection()).isSameAs(connection);
            FutureTask<Integer> before = start(() -> write("before"));
            alone = start(() -> {
                try (Writer.Lease next = writer.lease(PATIENCE)) {
                    return count(next.connection().statements());
                }
            });
            FutureTask<Integer> after = start(() -> write("after"));
            writes = List.of(before, after);
        }
        assertThat(alone.get()).isEqualTo(1);
        for (FutureTask<Integer> write : writes) {
            assertThat(write.get()).isEqualTo(1);
        }
        assertThat(commits.get()).isEqualTo(2);
    }

    @Test
    void membersOfOneCommit_waitForAnotherProcess_eachAsLongAsItIsToldTo() throws Exception {
        Duration impatience = Duration.ofSeconds(2);
        try (Connection other = PlainSql.connect(directory.resolve("test.db"))) {
            List<FutureTask<Integer>> patient = new ArrayList<>();
            List<FutureTask<Integer>> impatient = new ArrayList<>();
            try (Writer.Lease lease = writer.lease(PATIENCE)) {
                assertThat(lease.connection()).isSameAs(connection);
                impatient.add(start(() -> writer.write(insert("the leader"), impatience)));
                patient.add(start(() -> writer.write(insert("a"), PATIENCE)));
                impatient.add(start(() -> writer.write(insert("a member"), impatience)));
                patient.add(start(() -> writer.write(insert("b"), PATIENCE)));
                PlainSql.run(other, "BEGIN IMMEDIATE");
            }
            assertThat(impatient)
                    .allSatisfy(write -> assertThatThrownBy(write::get).hasCauseInstanceOf(Busy.class));
            assertThat(patient).noneMatch(FutureTask::isDone);
            PlainSql.run(other, "COMMIT");
            for (FutureTask<Integer> write : patient) {
                assertThat(write.get()).isEqualTo(1);
            }
        }
        assertThat(words()).isEqualTo(2);
    }

    @Test
    void theThreadThatHoldsTheWriter_cannotWaitForIt() {
        try (Writer.Lease lease = writer.lease(PATIENCE)) {
            assertThat(lease.connection()).isSameAs(connection);
            assertThatThrownBy(() -> write("never")).isInstanceOf(IllegalStateException.class);
        }
        assertThat(write("again")).isEqualTo(1);
    }

    /** Starts the writes while the writer is held, so that the first leads for all. */
    private List<FutureTask<Integer>> together(List<Function<SqlConnection, Integer>> works) {
        List<FutureTask<Integer>> started = new ArrayList<>();
        commits.set(0);
        try (Writer.Lease lease = writer.lease(PATIENCE)) {
            assertThat(lease.connection()).isSameAs(connection);
            works.forEach(work -> started.add(start(() -> writer.write(work, PATIENCE))));
        }
        return started;
    }

    /** Starts a thread and returns when it waits for the writer. */
    private static <T> FutureTask<T> start(Callable<T> callable) {
        FutureTask<T> task = new FutureTask<>(callable);
        Thread thread = new Thread(task);
        thread.start();
        awaitWaiting(thread);
        return task;
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.isAlive()
                && thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int write(String word) {
        return writer.write(insert(word), PATIENCE);
    }

    private static Function<SqlConnection, Integer> insert(String word) {
        return connection -> connection
                .handle()
                .createUpdate("INSERT INTO words (word) VALUES (:word)")
                .bind("word", word)
                .execute();
    }

    private long words() {
        return writer.write(GroupCommitTest::count, PATIENCE);
    }

    private static long count(SqlConnection connection) {
        return connection
                .handle()
                .createQuery("SELECT count(*) FROM words")
                .mapTo(Long.class)
                .one();
    }

    private String pragma(String name) throws Exception {
        return String.valueOf(connection.pragma(name));
    }
}
