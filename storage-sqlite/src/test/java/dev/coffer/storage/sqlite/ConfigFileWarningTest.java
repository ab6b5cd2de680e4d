package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of a file of settings that everybody may read. */
class ConfigFileWarningTest {
    private static final String WITH_PASSWORD = "url=postgresql://ada:s3cret@db/app";

    @TempDir
    Path directory;

    @Test
    void aPasswordThatEverybodyMayRead_isWarnedOf() throws Exception {
        List<String> printed = printed(WITH_PASSWORD, "rw-r--r--");

        assertThat(printed)
                .anyMatch(line -> line.contains("WARN")
                        && line.contains("file=" + directory.resolve("coffer.properties"))
                        && line.contains("holds a password"));
        assertThat(printed).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void aPasswordForFew_andAUrlWithoutOne_areNot() throws Exception {
        assertThat(printed(WITH_PASSWORD, "rw-r-----"))
                .singleElement()
                .asString()
                .startsWith("StorageConfig[");
        assertThat(printed("url=postgresql://ada@db/app", "rw-r--r--"))
                .singleElement()
                .asString()
                .startsWith("StorageConfig[");
    }

    private List<String> printed(String text, String permissions) throws Exception {
        Path file = Files.writeString(directory.resolve("coffer.properties"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        try (ChildJvm child = ChildJvm.start(
                directory,
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                ConfiguredByFile.class,
                file.toString())) {
            child.finish();
            return child.transcript();
        }
    }
}
