package dev.coffer.storage.postgres;

import static dev.coffer.storage.postgres.Trouble.fail;
import static dev.coffer.storage.postgres.Trouble.warn;

import dev.coffer.storage.spi.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Of what secures a connection. A server at another address of this machine is as good as on another one. */
record TlsTroubles(OwnServer server, Path directory) {
    private static final Duration LONG = Duration.ofDays(90);

    List<Trouble> all() {
        return List.of(
                warn(
                        "tls",
                        "none to a private address",
                        () -> Patient.at(Patient.on(server).url().replace("127.0.0.1", "127.0.0.2"))
                                .findings()),
                fail("tls", "none to another address", this::unencrypted),
                fail("server-certificate", "ends in an hour", () -> certified(Duration.ofHours(1), LONG)),
                warn("server-certificate", "ends in 20 days", () -> certified(Duration.ofDays(20), LONG)),
                fail("client-certificate", "ends in 5 days", () -> certified(LONG, Duration.ofDays(5))),
                warn("client-certificate", "ends in 20 days", () -> certified(LONG, Duration.ofDays(20))));
    }

    private List<Finding> unencrypted() {
        String url = Patient.on(server).url();
        try (FaultProxy proxy = new FaultProxy(url.replace("127.0.0.1", "127.0.0.2"))) {
            return Patient.at(proxy.through(url).replace("127.0.0.1", "0.0.0.0") + "?sslmode=disable")
                    .findings();
        }
    }

    private List<Finding> certified(Duration ofServer, Duration ofClient) throws Exception {
        Path files = Files.createTempDirectory(directory, "tls");
        try (TlsServer secured = new TlsServer(files)) {
            secured.install(secured.root.issuingFor(ofServer).issue("server", "localhost"));
            secured.server.restart();
            Authority.Issued own = secured.root.issuingFor(ofClient).issue("ada");
            secured.file("ada.crt", own.pem());
            secured.file("ada.key", PemText.of("PRIVATE KEY", own.key().getEncoded()));
            String parameters = "sslmode=verify-full&sslrootcert=" + files.resolve("root.crt") + "&sslcert="
                    + files.resolve("ada.crt") + "&sslkey=" + files.resolve("ada.key");
            return Patient.at(secured.url("ada", "localhost", parameters)).findings();
        }
    }
}
