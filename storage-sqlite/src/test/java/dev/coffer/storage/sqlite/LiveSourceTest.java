package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others write to a file while it is read as a whole. */
class LiveSourceTest {
    private static final int VALUE_BYTES = 256 * 1024;
    private static final long LONG_NANOS = 900_000_000;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("app.db");
    }

    private RecordSource source() {
        return new SqliteStorageProvider()
                .openSource(StorageConfig.forUrl("sqlite:" + file).build());
    }

    @Test
    void opening_needsNoLockThatAWriterHolds() throws Exception {
        Storage.open("sqlite:" + file).close();
        try (Connection writer = PlainSql.connect(file)) {
            PlainSql.run(writer, "BEGIN IMMEDIATE", "UPDATE coffer_versions SET last_version = 5");
            try (RecordSource source = source()) {
                assertThat(source.highWater()).isZero();
                PlainSql.run(writer, "COMMIT");
                assertThat(source.highWater()).isZero();
            }
        }
        try (RecordSource source = source()) {
            assertThat(source.highWater()).isEqualTo(5);
        }
    }

    @Test
    void aWriterThatWritesMuch_doesNotWaitForTheReader() {
        try (Storage storage = Storage.open("sqlite:" + file)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            try (RecordSource source = source()) {
                try (RecordStream stream = source.read(RecordKind.USER)) {
                    assertThat(stream.next()).isPresent();
                    KeyValueRecord record = storage.keyValues().namespace("n").record("r");
                    long longWaits = 0;
                    for (int i = 0; i < 120 * 4; i++) {
                        byte[] value = new byte[VALUE_BYTES];
                        Arrays.fill(value, (byte) i);
                        long begin = System.nanoTime();
                        record.put("k", value);
                        longWaits += System.nanoTime() - begin > LONG_NANOS ? 1 : 0;
                    }
                    assertThat(longWaits).as("of some thirty checkpoints").isLessThan(10);
                }
                assertThat(source.count(RecordKind.KEY_VALUE)).isZero();
            }
        }
    }

    @Test
    void aSource_readsWhatStandsInTheLogOnly_andLeavesItThere() throws Exception {
        try (Storage storage = Storage.open("sqlite:" + file)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            Path copy = Files.copy(file, directory.resolve("killed.db"));
            Path log = Files.copy(Path.of(file + "-wal"), directory.resolve("killed.db-wal"));
            file = copy;
            byte[] before = Files.readAllBytes(copy);
            byte[] logBefore = Files.readAllBytes(log);
            try (RecordSource source = source()) {
                assertThat(Chunks.records(source, RecordKind.USER)).hasSize(1);
            }
            assertThat(Files.readAllBytes(copy)).isEqualTo(before);
            assertThat(Files.readAllBytes(log)).isEqualTo(logBefore);
        }
    }
}
