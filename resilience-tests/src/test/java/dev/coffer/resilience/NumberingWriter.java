package dev.coffer.resilience;

import dev.coffer.storage.Storage;
import dev.coffer.storage.sqlite.Concurrently;
import java.io.File;
import java.util.Random;

/**
 * A process of which each thread writes 0, 1, 2, … until it is killed, every second one in two places at once. It says each number
 * when the call has returned, with the size of the write-ahead log then, in a line that ends with a full stop.
 */
final class NumberingWriter {
    /** Before SQLite would copy the log into the database and begin it anew. */
    private static final long MOST_LOG_BYTES = 3_200_000;

    private static final int LONGEST_VALUE = 600;

    private final Storage storage;
    private final File log;
    private final String thread;
    private final Random random = new Random();

    private NumberingWriter(Storage storage, File log, int thread) {
        this.storage = storage;
        this.log = log;
        this.thread = Integer.toString(thread);
    }

    /** Arguments: the file, and the number of threads. */
    public static void main(String[] arguments) throws Exception {
        File log = new File(arguments[0] + "-wal");
        Storage storage = Storage.open("sqlite:" + arguments[0]);
        Concurrently.call(Integer.parseInt(arguments[1]), thread -> new NumberingWriter(storage, log, thread).write());
        System.out.println(KilledWriter.END);
        System.in.read();
    }

    private int write() {
        int number = 0;
        while (log.length() < MOST_LOG_BYTES) {
            String key = Integer.toString(number);
            String value = "x".repeat(random.nextInt(LONGEST_VALUE));
            if (number % 2 == 0) {
                storage.keyValues().namespace("number").record(thread).put(key, value);
            } else {
                storage.inTransaction(tx -> {
                    tx.keyValues().namespace("number").record(thread).put(key, value);
                    tx.keyValues().namespace("odd").record(thread).put(key, value);
                });
            }
            System.out.println(thread + " " + number + " " + log.length() + ".");
            number++;
        }
        return number;
    }
}
