package dev.coffer.examples;

import dev.coffer.storage.Health;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import java.io.IOException;

/** What the probes of an orchestrator ask: is it well, is it merely busy, or is it down? */
public final class HealthMain {
    private HealthMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            StorageConfig config = StorageConfig.forUrl("sqlite:" + scratch.file("app.db"))
                    .poolSize(1)
                    .build();
            Storage storage = Storage.open(config);
            System.out.println("Ready: " + answer(storage));

            Thread.sleep(1_000); // so long an answer is told again
            storage.inTransaction(
                    TransactionOptions.readOnlySnapshot(),
                    tx -> System.out.println("While a snapshot has the one reader: " + answer(storage)));

            storage.close();
            System.out.println("Closed: " + answer(storage));
        }
    }

    /** As an HTTP server would answer: 200 as long as something is served. */
    private static String answer(Storage storage) {
        Health health = storage.health(); // never fails, and takes 2 seconds at most
        int code = health.status() == Health.Status.DOWN ? 503 : 200;
        return code + " " + health.status() + " " + String.join("; ", health.reasons());
    }
}
