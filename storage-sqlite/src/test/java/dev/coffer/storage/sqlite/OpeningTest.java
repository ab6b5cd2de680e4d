package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Busy;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.Migration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
    @TempDir
    Path directory;

    @Test
    void aNewFile_isForItsOwnerOnly_andSoAreItsLogAndItsIndex() throws Exception {
        Path file = directory.resolve("app.db");
        try (Storage storage = open(file)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(beside(file, "-wal"))).isEqualTo("rw-------");
            assertThat(mode(beside(file, "-shm"))).isEqualTo("rw-------");
        }
    }

    @Test
    void aFileThatWasThere_keepsItsMode() throws Exception {
        Path file = directory.resolve("app.db");
        open(file).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        open(file).close();
        assertThat(mode(file)).isEqualTo("rw-r-----");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aDirectory_isRefused() {
        InvalidInput error = Failure.of(InvalidInput.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> open(directory));
        assertThat(error.field()).isEqualTo("url");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatDoesNotExist_isNotMade() {
        Path file = directory.resolve("missing").resolve("app.db");
        Unavailable error = Failure.of(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, () -> open(file));
        assertThat(error).hasMessage("the directory of the database file does not exist");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aLinkToNowhere_isRefused() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), directory.resolve("nowhere.db"));
        Failure.of(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, () -> open(link));
        assertThat(directory.resolve("nowhere.db")).doesNotExist();
    }

    @Test
    void closing_leavesNoLogAndNothingOpen() throws Exception {
        Path file = directory.resolve("app.db");
        for (int i = 0; i < 3; i++) {
            try (Storage storage = open(file)) {
                storage.users().create(NewUser.withEmail(i + "@example.org"));
                assertThat(storage.users().count()).isEqualTo(i + 1);
                assertThat(Descriptors.connections(file)).isGreaterThanOrEqualTo(2);
            }
            assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
            assertThat(Descriptors.of(file)).isEmpty();
        }
    }

    @Test
    void anOpenThatFindsAnotherSchema_leavesNothingOpen_andAGoodOneAfterwardsWorks() throws Exception {
        Path file = directory.resolve("app.db");
        open(file).close();
        PlainSql.run(file, "ALTER TABLE coffer_schema_history RENAME TO kept");
        assertThatOpeningFails(file, SchemaMode.MIGRATE, SchemaMismatch.class);
        assertThatOpeningFails(file, SchemaMode.VALIDATE, SchemaMismatch.class);
        assertThat(Descriptors.of(file)).isEmpty();
        PlainSql.run(file, "ALTER TABLE kept RENAME TO coffer_schema_history");
        assertThatOpeningWorks(file);
    }

    @Test
    void anOpenThatFails_leavesNothingOpen_andAGoodOneAfterwardsWorks() throws Exception {
        Path file = directory.resolve("app.db");
        open(file).close();
        Path log = Files.createDirectory(beside(file, "-wal"));
        assertThatOpeningFails(file, SchemaMode.MIGRATE, Unavailable.class);
        assertThat(Descriptors.of(file)).isEmpty();
        Files.delete(log);
        assertThatOpeningWorks(file);
    }

    @Test
    void anOpenThatIsKeptWaiting_leavesNothingOpen_andAGoodOneAfterwardsWorks() throws Exception {
        Path file = directory.resolve("app.db");
        PlainSql.run(file, "PRAGMA journal_mode = WAL");
        try (Connection other = PlainSql.connect(file)) {
            PlainSql.run(other, "BEGIN IMMEDIATE");
            assertThatOpeningFails(file, SchemaMode.MIGRATE, Busy.class);
        }
        assertThat(Descriptors.of(file)).isEmpty();
        assertThatOpeningWorks(file);
    }

    /** Its script opens a file beside it, so that the system tells whether its connection was closed. */
    @Test
    void anOpenInMemoryThatFails_leavesNothingOpen() throws Exception {
        Path file = directory.resolve("other.db");
        PlainSql.run(file, "CREATE TABLE words (word TEXT)");
        Migration broken = Migration.of(
                "V1__broken.sql", "ATTACH '%s' AS other; DELETE FROM other.words; no SQL;".formatted(file));
        Opening opening = new Opening(
                new SqliteSchema(List.of(broken)),
                StorageConfig.forUrl("sqlite::memory:").build());
        assertThatThrownBy(opening::opened).isInstanceOf(StorageException.class);
        assertThat(Descriptors.of(file)).isEmpty();
    }

    private static void assertThatOpeningFails(Path file, SchemaMode mode, Class<? extends StorageException> error) {
        StorageConfig config = config(file)
                .schemaMode(mode)
                .lockTimeout(Duration.ofMillis(100))
                .build();
        assertThatThrownBy(() -> Storage.open(config)).isExactlyInstanceOf(error);
    }

    private static void assertThatOpeningWorks(Path file) {
        try (Storage storage = open(file)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(storage.users().count()).isOne();
        }
    }

    private static Path beside(Path file, String suffix) {
        return Path.of(file + suffix);
    }

    private static StorageConfig.Builder config(Path file) {
        return StorageConfig.forUrl("sqlite:" + file);
    }

    private static Storage open(Path file) {
        return Storage.open(config(file).build());
    }
}
