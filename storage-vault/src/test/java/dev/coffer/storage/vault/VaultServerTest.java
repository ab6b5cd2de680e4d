package dev.coffer.storage.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How Vault is asked, whatever it answers. */
class VaultServerTest {
    private static final char[] KEYSTORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private volatile String body = "{\"data\":{\"ttl\":7}}";
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Vault-Token") + " "
                    + exchange.getRequestHeaders().getFirst("X-Vault-Namespace") + " "
                    + exchange.getRequestHeaders().getFirst("X-Vault-Request"));
            if (exchange.getRequestURI().getPath().startsWith("/v1/standby")) {
                exchange.getResponseHeaders().add("Location", "/v1/active");
                exchange.sendResponseHeaders(307, -1);
                return;
            }
            byte[] json = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.get(), json.length);
            exchange.getResponseBody().write(json);
        }
    }

    private VaultServer server() {
        return new VaultServer(
                URI.create("http://127.0.0.1:" + http.getAddress().getPort()),
                Optional.of("team"),
                new Trust(Optional.empty()),
                Duration.ofSeconds(20));
    }

    @Test
    void request_goesOnFromAStandbyToTheActiveServer() throws VaultFailure {
        assertThat(server().get("standby", "t0ken").object("data").seconds("ttl"))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(seen).containsExactly("GET /v1/standby t0ken team true", "GET /v1/active t0ken team true");
    }

    @Test
    void aRefusal_isToldFromWhatPasses_andShowsNothingOfVaults() {
        body = "{\"errors\":[\"s3cret\"]}";
        for (int refusal : new int[] {400, 403, 404, 405}) {
            status.set(refusal);
            assertThatExceptionOfType(VaultFailure.class)
                    .isThrownBy(() -> server().put("sys/leases/renew", Optional.of("t0ken"), Map.of("lease_id", "id")))
                    .matches(VaultFailure::isRefusal)
                    .withMessageContaining(refusal + "")
                    .withMessageNotContaining("s3cret");
        }
        for (int passing : new int[] {412, 429, 473, 500, 502, 503}) {
            status.set(passing);
            assertThatExceptionOfType(VaultFailure.class)
                    .isThrownBy(() -> server().get("database/creds/app", "t0ken"))
                    .matches(failure -> !failure.isRefusal());
        }
    }

    @Test
    void whatIsNoAnswerOfVaults_isSaidWithoutShowingIt() {
        for (String text :
                new String[] {"<html>s3cret</html>", "[\"s3cret\"]", "{\"data\":\"s3cret\"}", "{\"s3cret\""}) {
            body = text;
            assertThatExceptionOfType(VaultFailure.class)
                    .isThrownBy(() -> server().get("x", "t0ken").object("data").text("password"))
                    .withMessageNotContaining("s3cret")
                    .withNoCause();
        }
    }

    @Test
    void aTokenThatIsNone_isNotShown() {
        assertThatExceptionOfType(VaultFailure.class)
                .isThrownBy(() -> server().get("x", "s3cret\nX-Other: 1"))
                .withMessageNotContaining("s3cret")
                .withNoCause();
        assertThat(seen).isEmpty();
    }

    @Test
    void anInterrupt_doesNotLoseAnAnswer() throws VaultFailure {
        Thread.currentThread().interrupt();
        assertThat(server().get("x", "t0ken").object("data").seconds("ttl")).isEqualTo(Duration.ofSeconds(7));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void caCertificates_areTheOnesToTrust_andReadAgainWhenTheyChange() throws Exception {
        Path pem = directory.resolve("ca.pem");
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(identity("served", pem)));
        https.createContext("/", this::answer);
        https.start();
        try {
            URI address = URI.create("https://127.0.0.1:" + https.getAddress().getPort());
            Path other = directory.resolve("other.pem");
            identity("other", other);
            byte[] right = Files.readAllBytes(pem);
            Files.write(pem, Files.readAllBytes(other));
            VaultServer server =
                    new VaultServer(address, Optional.empty(), new Trust(Optional.of(pem)), Duration.ofSeconds(20));
            assertThatExceptionOfType(VaultFailure.class).isThrownBy(() -> server.get("x", "t0ken"));
            assertThat(seen).isEmpty();

            Files.write(pem, right);
            Files.setLastModifiedTime(pem, FileTime.from(Instant.now().plusSeconds(2)));
            assertThat(server.get("x", "t0ken").object("data").seconds("ttl")).isEqualTo(Duration.ofSeconds(7));
        } finally {
            https.stop(0);
        }
    }

    /** A key with a certificate of its own, by the JDK's tool. */
    private SSLContext identity(String name, Path pem) throws Exception {
        Path file = directory.resolve(name + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "vault",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(KEYSTORE_PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, KEYSTORE_PASSWORD);
        }
        String encoded = Base64.getMimeEncoder()
                .encodeToString(store.getCertificate("vault").getEncoded());
        Files.writeString(pem, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, KEYSTORE_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
