package dev.coffer.examples;

import dev.coffer.storage.Completion;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Maintenance;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Operation;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Purging in the background, and who is told how much. */
public final class MaintenanceMain {
    private MaintenanceMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        // This clock stands still: not at the end of a stretch.
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS);
        AtomicReference<Instant> now = new AtomicReference<>(start);
        CountDownLatch purged = new CountDownLatch(1);
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            StorageConfig config = StorageConfig.forUrl("sqlite:" + scratch.file("app.db"))
                    .clock(now::get)
                    .listener(operation -> completion -> tell(operation, completion, purged))
                    .build();
            try (Storage storage = Storage.open(config)) {
                User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
                storage.sessions().issue(NewSession.forUser(ada.id()).lasting(Duration.ofHours(1)));
                KeyValueRecord cart = storage.keyValues().namespace("carts").record("ada");
                cart.put("coupon", "SPRING", PutOptions.ttl(Duration.ofHours(1)));
                cart.put("book", "1");
                now.updateAndGet(time -> time.plus(Duration.ofHours(2)));

                Maintenance.of(storage).every(Duration.ofSeconds(10)).start(); // until the storage is closed
                purged.await(); // where an application would serve its users
            }
        }
    }

    private static void tell(Operation operation, Completion completion, CountDownLatch purged) {
        if (operation.name().toString().endsWith(".purge")) {
            System.out.println(operation.name() + " deleted " + completion.rows());
        }
        if (operation.name() == Operation.Name.APPLIED_KEYS_PURGE) {
            purged.countDown();
        }
    }
}
