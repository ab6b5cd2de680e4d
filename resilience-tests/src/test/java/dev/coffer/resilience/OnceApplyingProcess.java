package dev.coffer.resilience;

import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.Storage;
import dev.coffer.storage.sqlite.Concurrently;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A process that applies pieces of work once each, with eight threads, until it is killed or done. It says each when the call has
 * returned, and what it came to, in a line that ends with a full stop.
 */
final class OnceApplyingProcess {
    static final int THREADS = 8;
    static final String NAMESPACE = "once";
    static final String COUNTER = "counter";
    static final String PIECES = "pieces";

    private OnceApplyingProcess() {}

    /** Arguments: the database, a file with the name of a piece in each line, and when their keys were made. */
    public static void main(String[] arguments) throws Exception {
        Queue<String> pieces = new ConcurrentLinkedQueue<>(Files.readAllLines(Path.of(arguments[1])));
        Instant madeAt = Instant.parse(arguments[2]);
        Storage storage = Storage.open("sqlite:" + arguments[0]);
        Concurrently.call(THREADS, thread -> {
            int applied = 0;
            for (String piece = pieces.poll(); piece != null; piece = pieces.poll()) {
                apply(storage, piece, madeAt);
                applied++;
            }
            return applied;
        });
        System.out.println(KilledWriter.END);
        System.in.read();
    }

    private static void apply(Storage storage, String piece, Instant madeAt) {
        ApplyOutcome outcome = storage.applyOnce(new IdempotencyKey("key-" + piece, madeAt), tx -> {
            tx.keyValues().namespace(NAMESPACE).record(COUNTER).increment(COUNTER);
            tx.keyValues().namespace(NAMESPACE).record(PIECES).increment(piece);
        });
        System.out.println(piece + " " + outcome + ".");
    }
}
