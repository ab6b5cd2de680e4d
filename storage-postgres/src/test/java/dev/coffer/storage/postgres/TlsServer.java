package dev.coffer.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A server that speaks TLS as {@code localhost}, and the files of its test. */
final class TlsServer implements AutoCloseable {
    final Authority root = new Authority("root");
    final Path directory;
    final OwnServer server;

    /** Its role {@code ada} logs in by certificate, {@code grace} without, both only over TLS. */
    TlsServer(Path directory) {
        this.directory = directory;
        file("root.crt", root.pem());
        install(root.issue("server", "localhost"));
        server = new OwnServer(18)
                .setting("ssl", "on")
                .setting("ssl_cert_file", directory.resolve("server.crt").toString())
                .setting("ssl_key_file", directory.resolve("server.key").toString())
                .setting("ssl_ca_file", directory.resolve("root.crt").toString())
                .access("hostssl all ada 127.0.0.1/32 cert", "hostssl all grace 127.0.0.1/32 trust")
                .start();
        server.execute("CREATE ROLE ada LOGIN");
        server.execute("CREATE ROLE grace LOGIN");
        server.execute("GRANT CREATE ON SCHEMA public TO PUBLIC");
    }

    /** The server's own certificate; it takes a running one up when it is reloaded. */
    void install(Authority.Issued issued) {
        file("server.crt", issued.pem());
        file("server.key", PemText.of("PRIVATE KEY", issued.key().getEncoded()));
    }

    /** A file of the test, by its owner alone to be read; replaced at once, as one who renews it should. */
    Path file(String name, String content) {
        try {
            Path written = Files.createTempFile(directory, name, "");
            Files.writeString(written, content);
            return Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To a host that is this machine. */
    String url(String user, String host, String parameters) {
        return "postgresql://" + user + "@" + host + ":" + server.port() + "/postgres?" + parameters;
    }

    @Override
    public void close() {
        server.close();
    }
}
