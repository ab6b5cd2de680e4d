package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SqliteUrlTest {
    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> everyForm_opensItsFile() {
        Path file = directory.resolve("app.db");
        Path relative = Path.of("").toAbsolutePath().relativize(file);
        return Stream.of(
                        "sqlite:" + file,
                        "SQLite:" + file,
                        "jdbc:sqlite:" + file,
                        "sqlite:" + file + "?mode=rwc",
                        "sqlite:" + file + "?",
                        "sqlite:" + relative,
                        "sqlite:./" + relative,
                        "jdbc:sqlite:" + relative)
                .map(url -> dynamicTest(url, () -> {
                    Files.deleteIfExists(file);
                    assertOpens(url, file);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aName_isTakenAsItIs() {
        return Stream.of(
                        "two words.db",
                        " leading and trailing ",
                        "#1.db",
                        "100%.db",
                        "100%20sure.db",
                        "a&b=c;d.db",
                        "quote'd \"name\".db",
                        "mode=memory.db",
                        "back\\slash.db",
                        "+.db",
                        "no-extension")
                .map(name -> dynamicTest(name, () -> {
                    Path file = directory.resolve(name);
                    assertOpens("sqlite:" + file, file);
                }));
    }

    @Test
    void aPathThatTheDriverWouldTakeApart_isRefused() throws Exception {
        Path odd = Files.createDirectory(directory.resolve("what?journal_mode=off"));
        Path link = Files.createSymbolicLink(directory.resolve("plain"), odd);
        InvalidInput error = Failure.of(
                InvalidInput.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> Storage.open("sqlite:" + link.resolve("app.db")));
        assertThat(error.field()).isEqualTo("url");
        assertThat(odd).isEmptyDirectory();
    }

    private static void assertOpens(String url, Path file) throws Exception {
        try (Storage storage = Storage.open(url)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(Descriptors.connections(file)).isPositive();
        }
        assertThat(file).isNotEmptyFile();
        try (Storage storage = Storage.open(url)) {
            assertThat(storage.users().count()).isOne();
        }
    }

    @TestFactory
    Stream<DynamicTest> memory_isNewEachTime_andLeavesNoFile() {
        return Stream.of("sqlite::memory:", "jdbc:sqlite::memory:", "SQLITE::memory:")
                .map(url -> dynamicTest(url, () -> {
                    try (Storage storage = Storage.open(url);
                            Storage other = Storage.open(url)) {
                        storage.users().create(NewUser.withEmail("ada@example.org"));
                        assertThat(storage.users().count()).isOne();
                        assertThat(other.users().count()).isZero();
                    }
                    assertThat(Path.of(":memory:")).doesNotExist();
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatNamesNoFile_isRefused() {
        return Stream.of(
                        "sqlite:",
                        "jdbc:sqlite:",
                        "sqlite: ",
                        "sqlite:?mode=ro",
                        "sqlite:file:app.db",
                        "sqlite:file::memory:",
                        "jdbc:sqlite:file:" + directory.resolve("app.db"),
                        "sqlite::resource:dev/coffer/app.db",
                        "sqlite::memory",
                        "sqlite::MEMORY:",
                        "sqlite::memory:?mode=ro",
                        "sqlite:a\0b.db")
                .map(url -> dynamicTest(url.replace('\0', '0'), () -> assertRefused(url)));
    }

    @Test
    void aFileUrl_isRefused_andAPathAskedFor() {
        for (String url : List.of("sqlite:file:app.db", "jdbc:sqlite:file:///tmp/app.db?mode=ro")) {
            assertThat(assertRefused(url)).hasMessage("url must have a path behind sqlite:, not a file: URL");
        }
    }

    /** Elsewhere two slashes begin a host, and three a relative path: each reader would expect another file. */
    @Test
    void aPathThatBeginsWithTwoSlashes_isRefused() {
        for (String url :
                List.of("sqlite://tmp/app.db", "sqlite:///app.db", "jdbc:sqlite:///" + directory, "sqlite://")) {
            assertThat(assertRefused(url))
                    .hasMessage(
                            "url must have a path behind sqlite: that does not begin with //, such as app.db or /var/lib/app/app.db");
        }
    }

    @Test
    void anUnknownParameter_isRefusedByName_withoutItsValue() {
        for (String parameter : List.of(
                "password=hunter2",
                "mode=ro&password=hunter2",
                "password=hunter2&mode=ro",
                "password=a=hunter2",
                "password=\nhunter2",
                "password=a\nhunter2")) {
            InvalidInput error = assertRefused("sqlite:" + directory.resolve("app.db") + "?" + parameter);
            assertThat(error).hasMessageContaining("'password'").hasMessageContaining("mode=ro");
            assertThat(error.getMessage()).doesNotContain("hunter2");
            assertThat(error).hasNoCause();
        }
    }

    @Test
    void aKnownParameter_withAnotherValue_isRefused() {
        for (String parameter :
                List.of("mode=rw", "mode=RO", "mode", "mode=", "mode=hunter2", "mode=ro&mode=hunter2")) {
            InvalidInput error = assertRefused("sqlite:" + directory.resolve("app.db") + "?" + parameter);
            assertThat(error)
                    .hasMessage("url has an unknown value of the parameter 'mode'; known: mode=ro, mode=rwc")
                    .hasNoCause();
        }
    }

    @Test
    void aParameterOfTheDriver_isRefused() {
        for (String parameter : List.of("cache=shared", "journal_mode=off", "MODE=ro")) {
            assertRefused("sqlite:" + directory.resolve("app.db") + "?" + parameter);
        }
    }

    private InvalidInput assertRefused(String url) {
        InvalidInput error = Failure.of(InvalidInput.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> Storage.open(url));
        assertThat(error.field()).isEqualTo("url");
        assertThat(directory).isEmptyDirectory();
        return error;
    }
}
