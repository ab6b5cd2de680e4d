package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.ServerConnections.Target;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateExpiryTest {
    @TempDir
    private static Path directory;

    private static TlsServer server;

    @BeforeAll
    static void start() {
        server = new TlsServer(directory);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Tls connected(String parameters) throws SQLException {
        PostgresUrl url = PostgresUrl.parse(server.url("ada", "localhost", parameters));
        Tls tls = Tls.of(url);
        ServerConnections.pooled(url, tls, StorageConfig.builder().build(), Target.PRIMARY)
                .connect()
                .close();
        return tls;
    }

    @Test
    void ofServerAndClient_areKnownFromTheLastConnection() throws SQLException {
        Authority root = server.root.issuingFor(Duration.ofDays(20));
        Authority.Issued own = root.issue("ada");
        server.file("ada.crt", own.pem());
        server.file("ada.key", PemText.of("PRIVATE KEY", own.key().getEncoded()));
        String parameters = "sslmode=verify-full&sslrootcert=" + directory.resolve("root.crt") + "&sslcert="
                + directory.resolve("ada.crt") + "&sslkey=" + directory.resolve("ada.key");
        Tls tls = connected(parameters);
        Instant now = Instant.now();
        assertThat(tls.session()).hasValueSatisfying(session -> {
            assertThat(session.protocol()).isEqualTo("TLSv1.3");
            assertThat(session.serverCertificateExpiresAt())
                    .hasValueSatisfying(end ->
                            assertThat(end).isCloseTo(now.plus(Duration.ofHours(1)), within(60, ChronoUnit.SECONDS)));
        });
        assertThat(tls.clientCertificateExpiresAt())
                .hasValueSatisfying(end ->
                        assertThat(end).isCloseTo(now.plus(Duration.ofDays(20)), within(60, ChronoUnit.SECONDS)));
    }

    @Test
    void withoutTls_thereAreNone() throws SQLException {
        PostgresUrl url = PostgresUrl.parse(TestServer.NEWEST.freshUrl() + "?sslmode=disable");
        Tls tls = Tls.of(url);
        ServerConnections.pooled(url, tls, StorageConfig.builder().build(), Target.PRIMARY)
                .connect()
                .close();
        assertThat(tls.session()).isEmpty();
        assertThat(tls.clientCertificateExpiresAt()).isEmpty();
    }
}
