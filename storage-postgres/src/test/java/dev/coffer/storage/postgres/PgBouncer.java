package dev.coffer.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The PgBouncer that is installed here, in transaction mode. It hands out its connections in turn, so that two transactions of a
 * client hardly ever meet on one.
 */
final class PgBouncer implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SETTINGS = """
            [databases]
            * = host=127.0.0.1 port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            pool_mode = transaction
            default_pool_size = 20
            server_round_robin = 1
            server_idle_timeout = 2
            max_client_conn = 500
            auth_type = scram-sha-256
            auth_file = %s
            auth_user = postgres
            auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
            """;

    private final int port = OwnServer.freePort();
    private final OwnServer server;
    private final Path directory;
    private final Process process;

    /** With further lines of its settings. */
    PgBouncer(OwnServer server, String... further) {
        this.server = server;
        directory = Path.of("target", "pgbouncer", ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        try {
            Files.createDirectories(directory);
            Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
            Path settings = Files.writeString(
                    directory.resolve("pgbouncer.ini"),
                    SETTINGS.formatted(server.port(), port, users.toAbsolutePath()) + String.join("\n", further));
            process = new ProcessBuilder(command(settings))
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
            awaitOpen();
        } catch (IOException e) {
            throw new UncheckedIOException("is PgBouncer installed?", e);
        }
    }

    /** It does not run as root. */
    private static List<String> command(Path settings) {
        List<String> command = new ArrayList<>(List.of("pgbouncer"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        return command;
    }

    private Path log() {
        return directory.resolve("log");
    }

    private void awaitOpen() throws IOException {
        for (Instant end = Instant.now().plus(PATIENCE); ; ) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    throw new IOException("PgBouncer does not start: " + Files.readString(log()), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /** The URL of a place where nothing is yet, by way of this pooler; its role waits for a lock for 5 seconds. */
    String freshUrl() {
        String url = TestServer.freshUrl(server.url());
        server.execute("ALTER ROLE " + PostgresUrl.parse(url).user().orElseThrow() + " SET lock_timeout = '5s'");
        return url(url);
    }

    /** The same place by way of this pooler. */
    String url(String direct) {
        return direct.replace(":" + server.port() + "/", ":" + port + "/");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            OwnServer.delete(directory);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
