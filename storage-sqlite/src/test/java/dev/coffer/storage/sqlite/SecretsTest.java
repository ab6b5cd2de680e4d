package dev.coffer.storage.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.VersionConflict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is logged and recorded that can be, and no secret is in it. */
class SecretsTest {
    private static final String STATEMENTS = "jdbi";

    @TempDir
    Path directory;

    @Test
    void logsMessagesAndRecordings_holdNoSecret() throws Exception {
        Path recording = directory.resolve("flight.jfr");
        Path secrets = directory.resolve("secrets");
        List<String> flags = List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-Djava.util.logging.config.file=" + logEverything(),
                "-XX:StartFlightRecording:filename=" + recording + ",settings=profile,exceptions=all");
        String printed;
        try (ChildJvm child =
                ChildJvm.start(directory, flags, TalkativeHost.class, directory.resolve("host.db"), secrets)) {
            child.finish();
            printed = String.join("\n", child.transcript());
        }

        assertThat(printed).contains("slf4j is heard", "java.util.logging is heard", "coffer-sqlite-readers");
        for (Class<?> failure : List.of(
                Busy.class,
                Duplicate.class,
                InvalidInput.class,
                MissingReference.class,
                NotFound.class,
                ReadOnly.class,
                SchemaMismatch.class,
                TransactionRolledBack.class,
                VersionConflict.class)) {
            assertThat(printed).contains(failure.getName());
        }
        assertThat(printed).as("a storage that was opened and closed").doesNotContain("WARN com.zaxxer.hikari");
        assertNoneIn(printed, secrets);
        assertNoneIn(Files.readString(recording, ISO_8859_1), secrets);
        assertNoneIn(events(recording), secrets);
    }

    private Path logEverything() throws IOException {
        return Files.writeString(directory.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                .level = ALL
                java.util.logging.ConsoleHandler.level = ALL
                """);
    }

    /** As text, with those by which the statements are recorded. */
    private static String events(Path recording) throws IOException {
        StringBuilder text = new StringBuilder();
        int statements = 0;
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                text.append(event).append('\n');
                if (event.getEventType().getName().contains(STATEMENTS)) {
                    statements++;
                }
            }
        }
        assertThat(statements).as("statements recorded").isPositive();
        assertThat(text).contains("coffer_users");
        return text.toString();
    }

    private static void assertNoneIn(String text, Path secrets) throws IOException {
        assertThat(Secrets.read(secrets))
                .hasSizeGreaterThan(50)
                .filteredOn(text::contains)
                .isEmpty();
    }
}
