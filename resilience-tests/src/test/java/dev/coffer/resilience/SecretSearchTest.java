package dev.coffer.resilience;

import static dev.coffer.resilience.SecretSearch.sha256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.Recording;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The control of {@link ContractSecretsTest}: a leak of each kind is found by the same search. */
class SecretSearchTest {
    private static final String TOKEN = Base64.getUrlEncoder().withoutPadding().encodeToString(sha256("any"));
    private static final String PASSWORD = "pässword of the connection";
    private static final String PASSWORD_HASH = "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";

    @TempDir
    Path directory;

    private final SecretSearch search = new SecretSearch(known());

    private static KnownSecrets known() {
        KnownSecrets known = new KnownSecrets();
        known.addTokenHash(sha256("another"));
        known.addTokenHash(sha256(TOKEN));
        known.addPasswordHash(PASSWORD_HASH);
        known.addPassword(PASSWORD);
        return known;
    }

    private static Map<String, String> leaks() {
        byte[] hash = sha256(TOKEN);
        byte[] password = PASSWORD.getBytes(UTF_8);
        return Map.ofEntries(
                Map.entry(TOKEN, "token"),
                Map.entry("a" + TOKEN + "_b", "token"),
                Map.entry(HexFormat.of().formatHex(hash), "token hash"),
                Map.entry("\\x" + HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT), "token hash"),
                Map.entry(Base64.getEncoder().encodeToString(hash), "token hash"),
                Map.entry(Base64.getUrlEncoder().withoutPadding().encodeToString(hash), "token hash"),
                Map.entry(Arrays.toString(hash), "token hash"),
                Map.entry(PASSWORD_HASH, "password hash"),
                Map.entry(PASSWORD_HASH.substring(PASSWORD_HASH.length() - 31), "password hash"),
                Map.entry(PASSWORD, "password"),
                Map.entry(HexFormat.of().formatHex(password), "password"),
                Map.entry(Base64.getEncoder().encodeToString(password), "password"),
                Map.entry(Arrays.toString(password), "password"));
    }

    @TestFactory
    Stream<DynamicTest> leak_isFound() {
        return leaks().entrySet().stream()
                .map(leak -> dynamicTest(leak.getKey(), () -> {
                    Path log = Files.writeString(
                            directory.resolve("log"), "INFO it is '" + leak.getKey() + "', they say\n");
                    assertThat(search.in(log)).containsExactly(leak.getValue());
                }));
    }

    @Test
    void leak_betweenTwoPieces_isFound() throws Exception {
        Path log = directory.resolve("log");
        Files.writeString(log, " ".repeat((32 << 20) - 20) + TOKEN + " " + PASSWORD_HASH);

        assertThat(search.in(log)).containsExactly("password hash", "token");
    }

    @SuppressWarnings("UnusedVariable") // read by the recording
    private static final class Leak extends Event {
        private String told = "";
    }

    @Test
    void leak_inAFlightRecording_isFound() throws Exception {
        Path file = directory.resolve("flight.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            for (String told : leaks().keySet()) {
                Leak leak = new Leak();
                leak.told = told;
                leak.commit();
            }
            recording.dump(file);
        }

        assertThat(search.in(file)).containsExactly("password", "password hash", "token", "token hash");
        assertThat(search.in(FlightEvents.of(file).texts()))
                .containsExactly("password", "password hash", "token", "token hash");
    }

    @Test
    void otherTexts_areNone() throws Exception {
        Path log = Files.writeString(
                directory.resolve("log"),
                Stream.of(sha256("x"), sha256("y"))
                        .map(hash -> HexFormat.of().formatHex(hash) + " "
                                + Base64.getUrlEncoder().encodeToString(hash) + " " + Arrays.toString(hash))
                        .toList()
                        .toString());

        assertThat(search.in(log)).isEmpty();
    }
}
