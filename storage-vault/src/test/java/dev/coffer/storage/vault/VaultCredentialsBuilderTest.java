package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.postgres.WrittenLog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultCredentialsBuilderTest {
    @TempDir
    private Path directory;

    private static VaultCredentials.Builder builder() {
        return VaultCredentials.at(URI.create("https://vault.example.org:8200"));
    }

    private static void assertRefused(String field, ThrowingCallable call) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(call)
                .matches(refusal -> refusal.field().equals(field));
    }

    @Test
    void address_isThatOfAServer() {
        for (String bad : new String[] {
            "vault:8200", "ftp://vault", "https:///v1", "https://me:s3cret@vault", "https://vault?x", "https://vault#x"
        }) {
            assertRefused("address", () -> VaultCredentials.at(URI.create(bad)));
        }
    }

    @Test
    void whatMustBeGiven_isDemanded() {
        assertRefused("login", () -> builder().role("database", "app").build());
        assertRefused("role", () -> builder().login(VaultLogin.token("t0ken")).build());
        assertRefused("token", () -> VaultLogin.token(" "));
        assertRefused("roleId", () -> VaultLogin.appRole("", "s3cret"));
    }

    @Test
    void paths_haveNoWayOut() {
        for (String bad : new String[] {"", "/database", "database/", "a//b", "a/../b", "..", "a?b", "a%2fb", "a b"}) {
            assertRefused("mount", () -> builder().role(bad, "app"));
            assertRefused("role", () -> builder().staticRole("database", bad));
            assertRefused("namespace", () -> builder().namespace(bad));
            assertRefused("mount", () -> VaultLogin.kubernetes("app").mountedAt(bad));
        }
        assertRefused("mount", () -> VaultLogin.token("t0ken").mountedAt("token"));
    }

    @Test
    void timeout_isNeitherNothingNorForEver() {
        assertRefused("timeout", () -> builder().timeout(Duration.ofMillis(99)));
        assertRefused("timeout", () -> builder().timeout(Duration.ofSeconds(61)));
    }

    @Test
    void aFileThatIsNoSecret_isRefused_andNotShown() throws IOException {
        Path file = Files.writeString(directory.resolve("large"), "s3cret".repeat(11_000));
        for (VaultLogin login : List.of(VaultLogin.tokenFile(file), VaultLogin.jwt("app", file))) {
            VaultCredentials source =
                    builder().login(login).role("database", "app").build();
            assertRefused("tokenFile", source::fetch);
        }
        VaultCredentials source = builder()
                .login(VaultLogin.appRole("id", file))
                .role("database", "app")
                .build();
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(source::fetch)
                .matches(refusal -> refusal.field().equals("secretIdFile"))
                .withMessageContaining("64 KiB")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void clearText_isWarnedOf_unlessItStaysOnThisMachine() {
        for (String address : new String[] {
            "https://vault.example.org:8200", "http://localhost:8200", "http://127.0.0.1:8200", "http://[::1]:8200"
        }) {
            assertThat(logOf(address)).isEmpty();
        }
        for (String address : new String[] {"http://vault.example.org:8200", "http://127.0.0.1.example.org:8200"}) {
            assertThat(logOf(address).lines()).singleElement().asString().contains("WARN", "vault=", address, "https");
        }
    }

    private static String logOf(String address) {
        return WrittenLog.during(() -> VaultCredentials.at(URI.create(address))
                .login(VaultLogin.token("s3cret"))
                .role("database", "app")
                .build());
    }

    @Test
    void noSecret_isShown() {
        VaultLogin appRole = VaultLogin.appRole("id", "s3cret").mountedAt("teams/app");
        VaultCredentials credentials = builder()
                .login(appRole)
                .role("database", "app")
                .namespace("team")
                .caCertificates(Path.of("ca.pem"))
                .build();
        assertThat(credentials).hasToString("VaultCredentials[https://vault.example.org:8200 database/creds/app]");
        assertThat(appRole).hasToString("VaultLogin[teams/app]");
        assertThat(VaultLogin.token("s3cret")).hasToString("VaultLogin[token]");
        assertThat(new VaultAnswer(Map.of("password", "s3cret"))).hasToString("VaultAnswer[password]");
    }
}
