package dev.coffer.examples;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Page;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.VersionConflict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Key-values: versions guard what is read, changed and written back; lifetimes end what is not needed for ever. */
public final class KeyValuesMain {
    private KeyValuesMain() {}

    public static void main(String[] args) throws IOException {
        // A clock that this example moves by itself, so that nobody has to wait for an hour. Leave it out in real life.
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));

        try (ScratchDirectory scratch = new ScratchDirectory();
                Storage storage = Storage.open(StorageConfig.forUrl("sqlite:" + scratch.file("app.db"))
                        .clock(clock::get)
                        .build())) {
            KeyValueRecord cart = storage.keyValues().namespace("carts").record("ada");

            append(cart, "note", "Ring twice. ");
            append(cart, "note", "Beware of the cat.");
            System.out.println("The note: " + cart.getText("note").orElseThrow());

            KeyValue asRead = cart.get("note").orElseThrow();
            cart.put("note", "Written by somebody else");
            try {
                cart.put("note", "Written by us", PutOptions.ifVersion(asRead.version()));
            } catch (VersionConflict e) {
                System.out.println("Refused: since we read the note, somebody else wrote it");
            }

            cart.put("coupon", "SPRING", PutOptions.ttl(Duration.ofHours(1)));
            cart.put("coupon", "SUMMER", PutOptions.keepLifetime()); // another value, the same end
            clock.updateAndGet(now -> now.plus(Duration.ofMinutes(59)));
            System.out.println("After 59 minutes: " + cart.getText("coupon"));
            clock.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
            System.out.println("After an hour: " + cart.getText("coupon"));

            for (String day : List.of("2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02")) {
                cart.put("visit:" + day, "seen");
            }
            System.out.println("Visits: " + keys(cart, Scan.prefix("visit:").descending()));
        }
    }

    /** Reads, changes, and writes if nobody else has written in between; else begins anew. Loses no update. */
    static void append(KeyValueRecord record, String key, String text) {
        while (true) {
            Optional<KeyValue> present = record.get(key);
            String longer = present.map(KeyValue::text).orElse("") + text;
            PutOptions ifUnchanged =
                    present.map(item -> PutOptions.ifVersion(item.version())).orElseGet(PutOptions::ifAbsent);
            try {
                record.put(key, longer, ifUnchanged);
                return;
            } catch (VersionConflict e) {
                // somebody else was faster: read again
            }
        }
    }

    /** The keys of a scan, page by page. Nothing stays open between two pages; a cursor may wait at a client. */
    static List<String> keys(KeyValueRecord record, Scan scan) {
        List<String> keys = new ArrayList<>();
        Page<KeyValue> page = record.scan(scan.limit(3));
        page.items().forEach(item -> keys.add(item.key()));
        while (page.nextCursor().isPresent()) {
            page = record.scan(scan.limit(3).after(page.nextCursor().get()));
            page.items().forEach(item -> keys.add(item.key()));
        }
        return keys;
    }
}
