package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million items pass through a small memory. */
class MillionItemsTest {
    @TempDir
    Path directory;

    @Test
    void scanAndPurge_ofAMillionItems_fitIntoAHeapOf64Megabytes() throws InterruptedException {
        Path file = directory.resolve("large.db");
        try (ChildJvm child = ChildJvm.start(directory, List.of("-Xmx64m"), MillionItems.class, file)) {
            assertThat(child.finish())
                    .containsExactly(
                            "forwards " + MillionItems.ITEMS,
                            "backwards " + MillionItems.ITEMS,
                            "counted " + MillionItems.ITEMS,
                            "left 0",
                            "purged " + MillionItems.ITEMS,
                            "purged 0");
        }
    }
}
