package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full while a file is filled. Mounts a small one, for which it has to be root. */
class FullDiskTest {
    private static final int RECORDS = 400;

    @TempDir
    Path directory;

    private Tmpfs tmpfs;

    private Path file;

    @BeforeEach
    void mount() throws Exception {
        tmpfs = Tmpfs.mount(directory);
        file = directory.resolve("app.db");
    }

    @AfterEach
    void unmount() throws Exception {
        tmpfs.unmount();
    }

    private RecordTarget target() {
        return new SqliteStorageProvider()
                .openTarget(StorageConfig.forUrl("sqlite:" + file).build());
    }

    @Test
    void aFullDisk_isToldAsThat_andLeavesTheRestToBeLoadedLater() throws Exception {
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(new StoredKeyValue(new KeyValue(
                    "n",
                    "r",
                    "%04d".formatted(i),
                    new byte[20_000],
                    1,
                    Optional.empty(),
                    Instant.EPOCH,
                    Instant.EPOCH)));
        }
        try (RecordTarget target = target()) {
            target.begin("a source");
            TypedRecords.load(target, records.subList(0, 10));
        }
        try (RecordTarget target = target()) {
            target.begin("a source");
            Failure.of(ResourceExhausted.class, Retry.LATER, Outcome.NOT_APPLIED, () -> {
                load(target, records);
                target.complete();
            });
        }
        try (RecordTarget target = target()) {
            target.begin("a source");
            RecordKey reached = target.reached(RecordKind.KEY_VALUE).orElseThrow();
            assertThat(reached)
                    .isBetween(records.get(9).key(), records.get(RECORDS - 1).key());
            try (RecordSource written = target.written()) {
                assertThat(Chunks.records(written, RecordKind.KEY_VALUE))
                        .endsWith(records.stream()
                                .filter(record -> record.key().equals(reached))
                                .toArray(StoredRecord[]::new));
            }
            tmpfs.remount("size=64m");
            load(target, records);
            target.complete();
            target.finish();
        }
        try (Storage storage = Storage.open("sqlite:" + file)) {
            assertThat(storage.keyValues().namespace("n").record("r").count()).isEqualTo(RECORDS);
        }
        assertThat(Files.size(file)).isGreaterThan(RECORDS * 20_000L);
    }

    private static void load(RecordTarget target, List<StoredRecord> records) {
        for (StoredRecord record : records) {
            if (target.reached(RecordKind.KEY_VALUE).stream()
                    .allMatch(key -> record.key().compareTo(key) > 0)) {
                TypedRecords.load(target, List.of(record));
            }
        }
    }
}
