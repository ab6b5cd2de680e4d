package dev.coffer.storage.sqlite;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.Page;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A process that fills a file with a million items, scans them, and purges them once they have expired. */
final class MillionItems {
    static final int ITEMS = 1_000_000;
    private static final int BATCH = 10_000;
    private static final int KEYS_PER_RECORD = 1_000;
    private static final Duration LIFETIME = Duration.ofHours(1);

    private MillionItems() {}

    /** Arguments: the file. Says how many it scanned forwards, backwards, counted, saw after their end, and purged. */
    public static void main(String[] arguments) {
        MovableClock clock = new MovableClock();
        StorageConfig config =
                StorageConfig.forUrl("sqlite:" + arguments[0]).clock(clock).build();
        try (Storage storage = Storage.open(config)) {
            fill(storage);
            KeyValueNamespace events = storage.keyValues().namespace("events");
            System.out.println("forwards " + scan(events, Scan.all(), 0, 1));
            System.out.println("backwards " + scan(events, Scan.all().descending(), ITEMS - 1, -1));
            System.out.println("counted " + events.count());
            clock.move(LIFETIME.plusMinutes(6));
            System.out.println("left " + scan(events, Scan.all(), 0, 1));
            System.out.println("purged " + storage.keyValues().purge());
            System.out.println("purged " + storage.keyValues().purge());
        }
    }

    private static void fill(Storage storage) {
        byte[] value = new byte[16];
        for (int from = 0; from < ITEMS; from += BATCH) {
            List<Mutation> batch = new ArrayList<>(BATCH);
            for (int i = from; i < from + BATCH; i++) {
                batch.add(Mutation.put(item(i), value, PutOptions.ttl(LIFETIME)));
            }
            storage.keyValues().apply(batch);
        }
    }

    /** The place of an item: their order is that of the numbers. */
    private static ItemKey item(int number) {
        return new ItemKey(
                "events",
                String.format(Locale.ROOT, "day-%04d", number / KEYS_PER_RECORD),
                String.format(Locale.ROOT, "%04d", number % KEYS_PER_RECORD));
    }

    private static int scan(KeyValueNamespace events, Scan scan, int first, int step) {
        int expected = first;
        int count = 0;
        Optional<String> cursor;
        do {
            Page<KeyValue> page = events.scan(scan);
            for (KeyValue item : page.items()) {
                if (!item.itemKey().equals(item(expected))) {
                    throw new AssertionError("instead of " + item(expected) + " came " + item.itemKey());
                }
                expected += step;
                count++;
            }
            cursor = page.nextCursor();
            scan = cursor.isPresent() ? scan.after(cursor.get()) : scan;
        } while (cursor.isPresent());
        return count;
    }
}
