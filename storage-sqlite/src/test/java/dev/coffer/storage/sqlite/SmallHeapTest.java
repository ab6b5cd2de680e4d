package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is copied, and its audit log sealed, by a process with less memory than the file has bytes. */
class SmallHeapTest {
    private static final int MIB = 1024 * 1024;
    private static final List<String> FLAGS = List.of("-Xmx96m", "-XX:+UseSerialGC");

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
        try (ChildJvm child =
                ChildJvm.start(directory, FLAGS, CopyingProcess.class, file, directory.resolve("copy.db"))) {
            assertThat(child.finish()).containsExactly("104");
        }
    }

    @Test
    void manyLargeChanges_areSealedAndVerifiedInASmallHeap() throws Exception {
        Path file = directory.resolve("app.db");
        StorageConfig config = StorageConfig.forUrl("sqlite:" + file)
                .audit(AuditSettings.ofAll().namespaceWithValues("n"))
                .build();
        try (Storage storage = Storage.open(config)) {
            KeyValueRecord record = storage.keyValues().namespace("n").record("r");
            for (int i = 0; i < 100; i++) {
                record.put("large" + i, new byte[MIB]);
            }
        }
        try (ChildJvm child = ChildJvm.start(directory, FLAGS, SealingProcess.class, file)) {
            assertThat(child.finish()).containsExactly("100 true");
        }
    }
}
