package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.PasswordServer;
import dev.coffer.storage.sqlite.ChildJvm;
import dev.coffer.storage.testkit.ContractHost;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract is run in a process where every logger tells all, a flight is recorded with every exception, and each failure of a
 * provider is printed with its causes. Nothing that it leaves behind has one of the passwords, tokens or hashes that there were.
 */
class ContractSecretsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int FEWEST_RULES = Extent.of(200, 450);

    /** In every build those that have to do with secrets, or fail in many ways. */
    private static final String CHAPTERS =
            Extent.of("User.*|Password.*|Session.*|Token.*|Secrets|Emails|Texts|Transaction.*", ".*");

    private static final Pattern RULES = Pattern.compile("(?m)^rules: (\\d+), failed: (\\d+)$");

    @TempDir
    Path directory;

    @Test
    void contractOnSqlite_leavesNoSecret() throws Exception {
        Path databases = Files.createDirectory(directory.resolve("databases"));

        assertLeavesNoSecret("SQLite", "sqlite:" + databases, Optional.empty(), List.of("coffer-sqlite-readers"));
    }

    @Test
    void contractOnPostgresql_leavesNoSecret() throws Exception {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try (PasswordServer server = new PasswordServer()) {
            assertLeavesNoSecret(
                    "PostgreSQL",
                    server.freshUrl(password),
                    Optional.of(password),
                    List.of("FE=> Parse(", "<=BE AuthenticationOk", "com.zaxxer.hikari"));
        }
    }

    private void assertLeavesNoSecret(
            String provider, String url, Optional<String> connectionPassword, List<String> heard) throws Exception {
        Path output = directory.resolve("output");
        Path recording = directory.resolve("flight.jfr");
        Path secrets = directory.resolve("secrets");
        runContract(url, output, recording, secrets);
        KnownSecrets known = KnownSecrets.read(secrets);
        connectionPassword.ifPresent(known::addPassword);

        try (Tally tally = new Tally(Chapter.SECRETS, "Contract on " + provider + ", with all logs on")) {
            Stream.concat(Stream.of("slf4j is heard", "java.util.logging is heard"), heard.stream())
                    .forEach(words -> assertHeard(output, words));
            int rules = rules(output);
            assertThat(rules).isGreaterThan(FEWEST_RULES);
            assertThat(known.tokenHashes()).hasSizeGreaterThan(200);
            assertThat(known.passwordHashes()).hasSizeGreaterThan(100);
            FlightEvents events = FlightEvents.of(recording);
            assertThat(events.count("JavaExceptionThrow")).isGreaterThan(1_000);
            assertThat(events.count("jdbi")).isGreaterThan(1_000);

            SecretSearch search = new SecretSearch(known);
            assertThat(search.in(output)).as("in the logs").isEmpty();
            assertThat(search.in(recording)).as("in the recording").isEmpty();
            assertThat(search.in(events.texts())).as("in the events").isEmpty();
            tally.calls(rules);
            tally.remark("%,d tokens, %,d password hashes, %d passwords"
                    .formatted(
                            known.tokenHashes().size(),
                            known.passwordHashes().size(),
                            known.passwords().size()));
            tally.remark("%,d MiB of logs and %,d of recording searched"
                    .formatted(Files.size(output) >> 20, Files.size(recording) >> 20));
        }
    }

    /** The URL is told, and no argument: a recording has those. */
    private void runContract(String url, Path output, Path recording, Path secrets)
            throws IOException, InterruptedException {
        List<String> flags = List.of(
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-Dorg.slf4j.simpleLogger.log.dev.coffer.storage.postgres.Tls=trace",
                "-Djava.util.logging.config.file=" + logEverything(),
                "-XX:StartFlightRecording:filename=" + recording + ",settings=profile,exceptions=all,maxsize=0");
        List<String> command = ChildJvm.command(directory, flags, ContractHost.class.getName(), secrets, CHAPTERS);
        Process host = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (Writer told = host.outputWriter()) {
            told.write(url + "\n");
        }
        try {
            assertThat(host.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(host.exitValue()).isZero();
        } finally {
            host.destroyForcibly().waitFor();
        }
    }

    private Path logEverything() throws IOException {
        return Files.writeString(directory.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                .level = ALL
                java.util.logging.ConsoleHandler.level = ALL
                java.util.logging.SimpleFormatter.format = %4$s %3$s %5$s%6$s%n
                """);
    }

    private static void assertHeard(Path output, String words) {
        try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
            assertThat(lines.anyMatch(line -> line.contains(words))).as(words).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many were run; none of them failed. */
    private static int rules(Path output) throws IOException {
        String end = end(output);
        Matcher rules = RULES.matcher(end);
        assertThat(rules.find()).as(end).isTrue();
        assertThat(rules.group(2)).as("failed").isEqualTo("0");
        return Integer.parseInt(rules.group(1));
    }

    private static String end(Path output) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(1 << 20, file.length())];
            file.seek(file.length() - end.length);
            file.readFully(end);
            return new String(end, StandardCharsets.ISO_8859_1);
        }
    }
}
