package dev.coffer.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for a test that configures, breaks or stops it. Its port stays the same through every restart; its owner
 * {@code postgres} needs no password. What {@link #close()} leaves is nothing.
 */
public final class OwnServer implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("target", "servers").toAbsolutePath();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BYTES_IN_A_BLOCK = 512; // of ulimit -f (POSIX)

    private final int version;
    private final ServerBinaries binaries;
    private final Path directory;
    private final int port;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> access = new ArrayList<>();
    private final List<String> initdb = new ArrayList<>();
    private int fileBlocks;
    private final Thread atExit = new Thread(this::remove);
    private Optional<Process> postmaster = Optional.empty();

    /** One that is not yet there; {@link #start()} makes it. */
    public OwnServer(int version) {
        this.version = version;
        binaries = ServerBinaries.of(version);
        directory = DIRECTORY.resolve(ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        port = freePort();
        setting("listen_addresses", "127.0.0.1");
        setting("unix_socket_directories", "");
        setting("fsync", "off");
        setting("timezone", "UTC");
        setting("log_timezone", "UTC");
        setting("wal_keep_size", "256MB"); // for standbys
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Of {@code postgresql.conf}; from the next start or {@link #reload()}. */
    public OwnServer setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /**
     * Who else than the owner gets in: lines of {@code pg_hba.conf}, from the next start or {@link #reload()}. Without any: everybody,
     * without a password.
     */
    public OwnServer access(String... lines) {
        access.clear();
        access.addAll(List.of(lines));
        return this;
    }

    /** Further arguments of {@code initdb}, such as {@code --locale-provider=icu}, {@code --icu-locale=en-US}. */
    OwnServer initdb(String... arguments) {
        initdb.addAll(List.of(arguments));
        return this;
    }

    /** From the next start it cannot write beyond the first bytes of any file: the system refuses it as a full disk does. */
    OwnServer filesOf(int bytes) {
        fileBlocks = bytes / BYTES_IN_A_BLOCK;
        return this;
    }

    /** Returns when it takes connections. */
    public OwnServer start() {
        try {
            if (!Files.exists(dataDirectory())) {
                Files.createDirectories(directory);
                List<String> arguments = new ArrayList<>(
                        List.of("-D", dataDirectory().toString(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"));
                if (initdb.isEmpty()) {
                    arguments.add("--no-locale");
                }
                arguments.addAll(initdb);
                run("initdb", arguments);
            }
            configure();
            Files.deleteIfExists(pidFile()); // a killed server's
            Process started = postmaster();
            postmaster = Optional.of(started);
            for (Instant end = Instant.now().plus(PATIENCE); !isReady(); ) {
                if (!started.isAlive() || Instant.now().isAfter(end)) {
                    throw new IllegalStateException(this + " does not start: " + Files.readString(log()));
                }
                Thread.sleep(10);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process postmaster() throws IOException {
        ProcessBuilder postgres =
                binaries.process("postgres", List.of("-D", dataDirectory().toString()));
        if (fileBlocks > 0) {
            postgres.command()
                    .addAll(0, List.of("sh", "-c", "ulimit -f $0 && exec \"$@\"", Integer.toString(fileBlocks)));
        }
        return logging(postgres);
    }

    private boolean isReady() throws IOException {
        if (!Files.exists(pidFile())) {
            return false;
        }
        List<String> lines = Files.readAllLines(pidFile());
        return lines.size() > 7
                && List.of("ready", "standby").contains(lines.get(7).strip());
    }

    /** Ends its connections and stops. */
    public void stop() {
        postmaster.ifPresent(running -> run(
                "pg_ctl",
                List.of("stop", "-w", "-m", "fast", "-D", dataDirectory().toString())));
        awaitEnd();
    }

    public void restart() {
        stop();
        start();
    }

    /** Ends all its processes at once, as a loss of power does. */
    public void kill() {
        postmaster.ifPresent(running -> {
            List<ProcessHandle> children = running.descendants().toList();
            running.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            children.forEach(child -> child.onExit().join()); // as long as one lives the next start fails
        });
        awaitEnd();
    }

    private void awaitEnd() {
        postmaster.ifPresent(running -> {
            try {
                if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException(this + " does not stop");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        postmaster = Optional.empty();
    }

    /** Takes over settings and access as they are now, as far as that needs no restart. */
    public void reload() {
        configure();
        execute("SELECT pg_reload_conf()");
    }

    private void configure() {
        List<String> hosts = new ArrayList<>(
                List.of("host all postgres 127.0.0.1/32 trust", "host replication postgres 127.0.0.1/32 trust"));
        hosts.addAll(access.isEmpty() ? List.of("host all all 127.0.0.1/32 trust") : access);
        List<String> lines = new ArrayList<>(List.of("port = " + port));
        settings.forEach((name, value) -> lines.add(name + " = '" + value.replace("'", "''") + "'"));
        try {
            Files.write(dataDirectory().resolve("pg_hba.conf"), hosts);
            Files.write(dataDirectory().resolve("postgresql.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a statement as the owner. */
    public void execute(String sql) {
        TestServer.execute(url(), sql);
    }

    /** The owner's. */
    public String url() {
        return "postgresql://postgres@127.0.0.1:" + port + "/postgres";
    }

    /** What it has logged so far. */
    public List<String> logLines() {
        try {
            return Files.readAllLines(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    /** A running standby of this one, made from a copy; this one is restarted for it. */
    public OwnServer standby() {
        return standby(port);
    }

    /** The same, but it reads from this port. */
    public OwnServer standby(int from) {
        stop();
        OwnServer standby = new OwnServer(version);
        standby.settings.putAll(settings);
        standby.setting("primary_conninfo", "host=127.0.0.1 user=postgres port=" + from)
                .access(access.toArray(String[]::new));
        copy(dataDirectory(), standby.dataDirectory());
        try {
            Files.createFile(standby.dataDirectory().resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
        return standby.start();
    }

    /** Makes a standby a primary. */
    public void promote() {
        execute("SELECT pg_promote()");
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void remove() {
        kill();
        delete(directory);
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version + " on port " + port;
    }

    private void run(String program, List<String> arguments) {
        try {
            if (process(program, arguments).waitFor() != 0) {
                throw new IllegalStateException(program + " failed: " + Files.readString(log()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process process(String program, List<String> arguments) throws IOException {
        return logging(binaries.process(program, arguments));
    }

    private Process logging(ProcessBuilder program) throws IOException {
        return program.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path pidFile() {
        return dataDirectory().resolve("postmaster.pid");
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** Not one of those that systems give to outgoing connections: it stays free while its server is stopped. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // taken
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            Files.createDirectories(to.getParent());
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
