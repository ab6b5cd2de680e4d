package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.memory.MemoryProvider;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cursor grants nothing: whoever reads its form can make one with any position. */
class ForgedCursorTest {
    private final Storage storage = Storage.open(StorageConfig.forUrl("memory:").build(), new MemoryProvider());

    @BeforeEach
    void putItems() {
        for (String id : List.of("alice", "bob", "carol")) {
            storage.keyValues().namespace("files").record(id).put("a", "1");
            storage.keyValues().namespace("files").record(id).put("b", "2");
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void scanOfARecord_fromAPositionInAnother_isRefused() {
        KeyValueRecord bob = storage.keyValues().namespace("files").record("bob");
        Cursor ofBob = new Cursor(List.of("scan", "=files", "=bob", "", "", ">"));
        Cursor ofBobBackwards = new Cursor(List.of("scan", "=files", "=bob", "", "", "<"));

        assertThat(bob.scan(Scan.all().after(ofBob.at("bob", "a"))).items()).hasSize(1);
        assertRefused("cursor", () -> bob.scan(Scan.all().after(ofBob.at("alice", "a"))));
        assertRefused("cursor", () -> bob.scan(Scan.all().descending().after(ofBobBackwards.at("carol", "b"))));
    }

    @Test
    void scanOfARange_fromAPositionOutsideOfIt_isRefused() {
        KeyValueNamespace files = storage.keyValues().namespace("files");
        Cursor ofRange = new Cursor(List.of("scan", "=files", "", "=b", "=c", ">"));

        assertThat(files.scan(Scan.range("b", "c").after(ofRange.at("bob", "a")))
                        .items())
                .hasSize(1);
        assertRefused("cursor", () -> files.scan(Scan.range("b", "c").after(ofRange.at("alice", "a"))));
        assertRefused("cursor", () -> files.scan(Scan.range("b", "c").after(ofRange.at("carol", "a"))));
    }
}
