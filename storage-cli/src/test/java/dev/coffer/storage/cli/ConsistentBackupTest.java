package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Backups of a storage that is being written: what is restored is the state at the end of some transaction. Each transaction moves an
 * amount from one account to another, so that their sum stays, and leaves an entry with the next number of its writer, a user of that
 * number, and the number itself.
 */
class ConsistentBackupTest {
    private static final int WRITERS = 4;
    private static final int ACCOUNTS = 5;
    private static final int BACKUPS = 4;
    private static final int ALL_MONEY = 1_000;

    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void sqlite_underWriters() throws Exception {
        backUpUnderWriters(Samples.freshSqlite(), TestServer.NEWEST.freshUrl());
    }

    @Test
    void postgres_underWriters() throws Exception {
        backUpUnderWriters(TestServer.OLDEST.freshUrl(), Samples.freshSqlite());
    }

    private void backUpUnderWriters(String url, String lastTarget) throws Exception {
        Path directory = Scratchpad.directory();
        try (Storage storage = Storage.open(url)) {
            storage.keyValues().namespace("accounts").record("0").put("amount", Integer.toString(ALL_MONEY));
            Thread[] writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> new Thread(() -> write(storage, writer)))
                    .toArray(Thread[]::new);
            for (Thread writer : writers) {
                writer.start();
            }
            try {
                int before = 0;
                for (int i = 0; i < BACKUPS; i++) {
                    String[] arguments = {"backup", "--quiet", "--from", url, "--to", directory.toString()};
                    boolean ofItsOwn = i % 2 == 0; // a process, as operators run it
                    Result result = ofItsOwn ? CliProcess.coffer(arguments).run() : new Cli().run(arguments);
                    assertThat(result.code()).as(result.all()).isZero();
                    String target = i == BACKUPS - 1 ? lastTarget : Samples.freshSqlite();
                    before = restoreNewest(directory, target, before);
                }
                assertThat(Backed.backups(directory)).hasSize(BACKUPS);
                assertThat(before).as("transactions while they were made").isGreaterThan(BACKUPS);
            } finally {
                over.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
        }
    }

    private void write(Storage storage, int writer) {
        String id = Integer.toString(writer);
        for (int number = 1; !over.get(); number++) {
            String entry = key(number);
            int from = ThreadLocalRandom.current().nextInt(ACCOUNTS - 1);
            int to = ThreadLocalRandom.current().nextInt(from + 1, ACCOUNTS); // in order: no deadlock
            storage.inTransaction(tx -> {
                KeyValueNamespace accounts = tx.keyValues().namespace("accounts");
                accounts.record(Integer.toString(from)).increment("amount", -1);
                accounts.record(Integer.toString(to)).increment("amount", 1);
                tx.keyValues().namespace("entries").record(id).put(entry, id);
                tx.users().create(NewUser.withEmail(entry + "@" + id + ".example.org"));
                tx.keyValues().namespace("writers").record(id).increment("last");
            });
        }
    }

    private static String key(int number) {
        return "entry-" + number;
    }

    private static int number(Storage storage, String namespace, String id, String key) {
        return storage.keyValues()
                .namespace(namespace)
                .record(id)
                .getText(key)
                .map(Integer::parseInt)
                .orElse(0);
    }

    /** Returns how many transactions are in it. */
    private static int restoreNewest(Path directory, String target, int before) {
        Result result = new Cli().run("restore", "--quiet", "--from", directory.toString(), "--to", target);
        assertThat(result.code()).as(result.all()).isZero();
        try (Storage restored = Storage.open(target)) {
            assertThat(IntStream.range(0, ACCOUNTS)
                            .map(account -> number(restored, "accounts", Integer.toString(account), "amount"))
                            .sum())
                    .isEqualTo(ALL_MONEY);
            int transactions = 0;
            for (int writer = 0; writer < WRITERS; writer++) {
                String id = Integer.toString(writer);
                int last = number(restored, "writers", id, "last");
                KeyValueRecord entries =
                        restored.keyValues().namespace("entries").record(id);
                assertThat(entries.count()).isEqualTo(last);
                assertThat(IntStream.rangeClosed(1, last)).allMatch(number -> entries.exists(key(number)));
                transactions += last;
            }
            assertThat(restored.users().count()).isEqualTo(transactions);
            assertThat(transactions).isGreaterThanOrEqualTo(before);
            return transactions;
        }
    }
}
