package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryDirectoryTest {
    private static final String PROPERTY = "org.sqlite.tmpdir";

    private final Optional<String> before = Optional.ofNullable(System.getProperty(PROPERTY));

    @BeforeEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @AfterEach
    void restore() {
        before.ifPresentOrElse(value -> System.setProperty(PROPERTY, value), () -> System.clearProperty(PROPERTY));
    }

    @Test
    void delete_leavesNothingOfASourceThatWasBeingPutInOrder() throws IOException {
        LibraryDirectory made = LibraryDirectory.make();
        Path directory = Path.of(System.getProperty(PROPERTY));
        Path below = Files.createDirectories(directory.resolve("coffer-1"));
        Files.writeString(below.resolve("scratch.db"), "hashes");

        made.delete();

        assertThat(directory).doesNotExist();
    }

    @Test
    void make_leavesWhatSomebodyHasSaidAlone() throws IOException {
        Path said = Scratchpad.directory();
        System.setProperty(PROPERTY, said.toString());

        LibraryDirectory.make().delete();

        assertThat(said).exists();
        assertThat(System.getProperty(PROPERTY)).isEqualTo(said.toString());
    }
}
