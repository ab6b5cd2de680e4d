package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.TransactionRolledBack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that somebody damaged. */
class DamagedFileTest {
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void fill() {
        file = directory.resolve("app.db");
        try (Storage storage = open()) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            record(storage).put("k", "value");
        }
    }

    private Storage open() {
        return Storage.open("sqlite:" + file);
    }

    private static KeyValueRecord record(Storage storage) {
        return storage.keyValues().namespace("n").record("r");
    }

    @Test
    void aDamagedTable_isCorrupt_andTheOthersCanBeRead() throws Exception {
        overwrite(rootOf("coffer_key_values"));
        try (Storage storage = open()) {
            Failure.of(
                    Corrupt.class,
                    Retry.NEVER,
                    Outcome.UNKNOWN,
                    () -> record(storage).get("k"));
            Failure.of(
                    Corrupt.class,
                    Retry.NEVER,
                    Outcome.UNKNOWN,
                    () -> record(storage).put("k", "new"));
            TransactionRolledBack inTransaction = Failure.of(
                    TransactionRolledBack.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> storage.inTransaction(tx -> {
                        tx.users().create(NewUser.withEmail("bob@example.org"));
                        Failure.of(
                                Corrupt.class,
                                Retry.NEVER,
                                Outcome.UNKNOWN,
                                () -> tx.keyValues().namespace("n").record("r").put("k", "new"));
                    }));
            assertThat(inTransaction).hasCauseInstanceOf(Corrupt.class);
            assertThat(storage.users().count()).isOne();
            storage.users().create(NewUser.withEmail("eve@example.org"));
        }
    }

    @Test
    void aDamagedHistory_isCorruptWhenOpened() throws Exception {
        overwrite(rootOf("coffer_schema_history"));
        Failure.of(Corrupt.class, Retry.NEVER, Outcome.UNKNOWN, this::open);
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void aDamagedHeader_isCorruptWhenOpened() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putShort(16, (short) 1000); // the page size, which is a power of two
        ByteBuffer.wrap(bytes).putInt(24, 0); // so that the size in the header does not count
        Files.write(file, bytes);
        Corrupt error = Failure.of(Corrupt.class, Retry.NEVER, Outcome.UNKNOWN, this::open);
        assertThat(error).cause().hasMessageContaining("SQLITE_NOTADB");
        assertThat(file).hasBinaryContent(bytes);
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void aDocumentThatIsNoJson_isCorrupt_andNotShown() throws Exception {
        PlainSql.run(file, "UPDATE coffer_users SET metadata = 'hunter2'");
        try (Storage storage = open()) {
            Corrupt error = Failure.of(
                    Corrupt.class,
                    Retry.NEVER,
                    Outcome.UNKNOWN,
                    () -> storage.users().findByEmail("ada@example.org"));
            assertThat(error).hasNoCause();
            assertThat(error.getMessage()).doesNotContain("hunter2");
        }
    }

    @Test
    void anIdThatIsNoUuid_isCorrupt_andNotShown() throws Exception {
        for (String id : new String[] {"hunter2", "1-1-1-1-1"}) {
            PlainSql.run(file, "UPDATE coffer_users SET id = '" + id + "'");
            try (Storage storage = open()) {
                Corrupt error = Failure.of(
                        Corrupt.class,
                        Retry.NEVER,
                        Outcome.UNKNOWN,
                        () -> storage.users().findByEmail("ada@example.org"));
                assertThat(error).hasNoCause();
                assertThat(error.getMessage()).doesNotContain(id);
            }
        }
    }

    private int rootOf(String table) throws Exception {
        return Integer.parseInt(PlainSql.ask(file, "SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'")
                .get(0));
    }

    private void overwrite(int page) throws IOException {
        byte[] rubbish = new byte[PAGE];
        Arrays.fill(rubbish, (byte) 0xA5);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(rubbish), (page - 1L) * PAGE);
        }
    }

    @Test
    void aTableThatWasDroppedMeanwhile_isASchemaMismatch_andTheOthersWork() throws Exception {
        try (Storage storage = open()) {
            assertThat(record(storage).getText("k")).contains("value");
            PlainSql.run(file, "DROP TABLE coffer_key_values");
            Failure.of(
                    SchemaMismatch.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> record(storage).get("k"));
            Failure.of(
                    SchemaMismatch.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> record(storage).put("k", "new"));
            Failure.of(
                    SchemaMismatch.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> storage.inTransaction(tx -> {
                        tx.users().create(NewUser.withEmail("bob@example.org"));
                        tx.keyValues().namespace("n").record("r").put("k", "new");
                    }));
            assertThat(storage.users().count()).isOne();
            storage.users().create(NewUser.withEmail("eve@example.org"));
        }
    }

    @Test
    void aColumnThatWasDroppedMeanwhile_isASchemaMismatch() throws Exception {
        try (Storage storage = open()) {
            assertThat(storage.users().count()).isOne();
            PlainSql.run(file, "ALTER TABLE coffer_users DROP COLUMN locked_at");
            Failure.of(
                    SchemaMismatch.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> storage.users().findByEmail("ada@example.org"));
        }
    }
}
