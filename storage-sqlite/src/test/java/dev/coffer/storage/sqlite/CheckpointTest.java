package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Condition;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path directory;

    @Test
    void afterEveryKindOfOperation_theLogCanBeEmptied() throws Exception {
        Path file = directory.resolve("test.db");
        StorageConfig config =
                StorageConfig.forUrl("sqlite:" + file).passwordCost(4).build();
        try (Storage storage = Storage.open(config)) {
            User user =
                    storage.users().create(NewUser.withEmail("ada@example.org").password("one"));
            IssuedSession session = storage.sessions().issue(NewSession.forUser(user.id()));
            IssuedToken token = storage.tokens().issue(NewToken.forUser(user.id(), "reset"));
            KeyValueNamespace namespace = storage.keyValues().namespace("n");
            KeyValueRecord record = namespace.record("r");
            record.put("present", "value");
            List<Runnable> operations = List.of(
                    () -> storage.users().createAll(List.of(NewUser.withEmail("b@example.org"))),
                    () -> storage.users().findOrCreate(NewUser.withEmail("c@example.org")),
                    () -> storage.users().findOrCreate(NewUser.withEmail("c@example.org")),
                    () -> storage.users().find(user.id()),
                    () -> storage.users().findByEmail("ada@example.org"),
                    () -> storage.users().findAll(List.of(user.id())),
                    () -> storage.users().authenticate("ada@example.org", "one"),
                    () -> storage.users().authenticate("ada@example.org", "wrong"),
                    () -> storage.users().update(user.id(), UserUpdate.metadata(Map.of("a", 1))),
                    () -> storage.users().update(user.id(), UserUpdate.email("c@example.org")),
                    () -> storage.users()
                            .update(user.id(), UserUpdate.metadata(Map.of()).ifVersion(999)),
                    () -> storage.users().setPassword(user.id(), "two", EndSessions.none()),
                    () -> storage.users().exportPasswordHash(user.id()),
                    () -> storage.users().lock(user.id()),
                    () -> storage.users().unlock(user.id()),
                    () -> storage.users().list(PageRequest.first(1)),
                    () -> storage.users().count(),
                    () -> storage.sessions().find(session.token()),
                    () -> storage.sessions().authenticate(session.token()),
                    () -> storage.sessions().touch(session.token()),
                    () -> storage.sessions().updateMetadata(session.session().id(), Map.of("a", 1)),
                    () -> storage.sessions().list(user.id(), PageRequest.first(1)),
                    () -> storage.sessions().rotate(session.token()),
                    () -> storage.sessions().revoke(session.token()),
                    () -> storage.sessions().revokeAll(user.id()),
                    () -> storage.sessions().purge(),
                    () -> storage.tokens().consume("other", token.token()),
                    () -> storage.tokens().consume("reset", token.token()),
                    () -> storage.tokens().revokeAll(user.id(), "reset"),
                    () -> storage.tokens().purge(),
                    () -> record.putAll(Map.of("a", new byte[10], "b", new byte[10_000])),
                    () -> record.put("present", "other", PutOptions.ifAbsent()),
                    () -> record.put("present", "other", PutOptions.defaults().with(Condition.version(999))),
                    () -> record.get("present"),
                    () -> record.exists("present"),
                    () -> record.getAll(),
                    () -> record.getAll(List.of("a", "b")),
                    () -> record.increment("counter"),
                    () -> record.increment("present"),
                    () -> record.expire("a", Duration.ofDays(1)),
                    () -> record.persist("a"),
                    () -> record.scan(Scan.all().limit(1)),
                    () -> record.scan(Scan.all().descending().limit(1)),
                    () -> namespace.scan(Scan.all().limit(1)),
                    () -> namespace.count(),
                    () -> storage.keyValues().apply(List.of(Mutation.delete(record.item("a")))),
                    () -> record.delete("b"),
                    () -> record.deleteByPrefix("c"),
                    () -> record.clear(),
                    () -> storage.keyValues().purge(),
                    () -> storage.inTransaction(tx -> tx.users().find(user.id())),
                    () -> storage.inTransaction(
                            TransactionOptions.readOnlySnapshot(),
                            tx -> tx.users().count()),
                    () -> storage.inTransaction(tx -> {
                        tx.keyValues().namespace("n").record("r").put("k", "v");
                        throw new IllegalStateException("planted");
                    }),
                    () -> storage.applyOnce(
                            IdempotencyKey.create(), tx -> tx.users().count()),
                    () -> storage.purgeAppliedKeys(),
                    () -> storage.users().delete(user.id()),
                    storage::ping);
            for (int i = 0; i < operations.size(); i++) {
                quietly(operations.get(i));
                assertThat(checkpointIsBusy(file)).as("after operation %d", i).isFalse();
            }
        }
    }

    @Test
    void underEightPermanentReaders_theLogStaysBelow64MiB() throws Exception {
        Path file = directory.resolve("test.db");
        Path log = Path.of(file + "-wal");
        try (Storage storage = Storage.open("sqlite:" + file)) {
            KeyValueRecord record = storage.keyValues().namespace("n").record("r");
            byte[] value = new byte[1024 * 1024];
            for (int i = 0; i < 8; i++) {
                record.put("key" + i, value);
            }
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService readers = Executors.newFixedThreadPool(8);
            List<Future<?>> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reads.add(readers.submit(() -> readUntil(done, storage)));
            }
            long largest = 0;
            for (int i = 0; i < 120; i++) {
                Arrays.fill(value, (byte) i); // what does not differ, SQLite does not write
                record.put("key" + i % 8, value);
                largest = Math.max(largest, Files.size(log));
            }
            done.set(true);
            for (Future<?> read : reads) {
                read.get();
            }
            readers.shutdown();
            assertThat(largest).isPositive().isLessThan(64L * 1024 * 1024);
        }
    }

    /** Of eight that each hold a snapshot nearly always, one holds one at any moment. */
    private static void readUntil(AtomicBoolean done, Storage storage) {
        while (!done.get()) {
            storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
                KeyValueRecord record = tx.keyValues().namespace("n").record("r");
                assertThat(record.exists("key1")).isTrue();
                LockSupport.parkNanos(200_000_000);
                assertThat(record.exists("key2")).isTrue();
            });
        }
    }

    private static void quietly(Runnable operation) {
        try {
            operation.run();
        } catch (StorageException | IllegalStateException expectedOfSome) {
            assertThat(expectedOfSome.getMessage()).isNotEmpty();
        }
    }

    private static boolean checkpointIsBusy(Path file) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return row.getInt(1) != 0;
        }
    }
}
