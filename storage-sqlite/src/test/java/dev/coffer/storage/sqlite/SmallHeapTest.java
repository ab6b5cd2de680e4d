package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is copied by a process with less memory than the file has bytes. */
class SmallHeapTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    Path directory;

    @Test
    void manyLargeValues_areCopiedInASmallHeap() throws Exception {
        Path file = directory.resolve("app.db");
        try (Storage storage = Storage.open("sqlite:" + file)) {
            KeyValueRecord record = storage.keyValues().namespace("n").record("r");
            for (int i = 0; i < 100; i++) {
                record.put("large" + i, new byte[MIB]);
            }
            for (int i = 0; i < 4; i++) {
                record.put("largest" + i, new byte[16 * MIB]);
            }
        }
        List<String> flags = List.of("-Xmx96m", "-XX:+UseSerialGC");
        try (ChildJvm child =
                ChildJvm.start(directory, flags, CopyingProcess.class, file, directory.resolve("copy.db"))) {
            assertThat(child.finish()).containsExactly("104");
        }
    }
}
