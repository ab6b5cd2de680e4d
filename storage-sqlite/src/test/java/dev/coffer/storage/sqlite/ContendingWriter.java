package dev.coffer.storage.sqlite;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A process that writes a file with four threads for as long as it is told, when it is told, beside others that do the same. Says
 * what it has done.
 */
final class ContendingWriter {
    private static final int THREADS = 4;
    private static final int SINGLES_PER_PAIR = 10;

    private ContendingWriter() {}

    /** Arguments: the file. Input: how many milliseconds to write. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (CountedCommits commits = new CountedCommits(file);
                Storage storage = Storage.open("sqlite:" + file)) {
            storage.ping();
            System.out.println("ready");
            Duration time = Duration.ofMillis(Long.parseLong(Objects.requireNonNull(input.readLine())));
            long before = commits.count();
            List<Written> written = Concurrently.call(THREADS, thread -> write(storage, time));
            System.out.println(Written.sum(written) + " " + (commits.count() - before));
        }
    }

    private static Written write(Storage storage, Duration time) {
        KeyValueRecord counters = counters(storage);
        Written written = new Written(0, 0);
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < SINGLES_PER_PAIR; i++) {
                counters.increment("single");
            }
            storage.inTransaction(tx -> {
                KeyValueRecord both = tx.keyValues().namespace("counters").record("all");
                long left = both.getText("left").map(Long::parseLong).orElse(0L);
                both.increment("right");
                both.put("left", Long.toString(left + 1));
            });
            written = new Written(written.singles + SINGLES_PER_PAIR, written.pairs + 1);
        }
        return written;
    }

    static KeyValueRecord counters(Storage storage) {
        return storage.keyValues().namespace("counters").record("all");
    }

    /** How often it counted what is counted alone, and what is counted in pairs. */
    record Written(long singles, long pairs) {
        static Written sum(List<Written> all) {
            return new Written(
                    all.stream().mapToLong(Written::singles).sum(),
                    all.stream().mapToLong(Written::pairs).sum());
        }

        @Override
        public String toString() {
            return singles + " " + pairs;
        }
    }
}
