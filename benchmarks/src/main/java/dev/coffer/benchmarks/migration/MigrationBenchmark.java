package dev.coffer.benchmarks.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Migrations in both directions beside the tools that people use, in shuffled order, round by round on one server; the first contender of
 * each direction twice, as the control. Prints ratios to it: median and quartiles.
 */
public final class MigrationBenchmark {
    private static final List<String> TABLES = List.of("coffer_users", "coffer_sessions", "coffer_key_values");

    private final Path directory;
    private final String sqlite;
    private final String server;
    private final String loaded;
    private String tables = "";
    private String constraints = "";

    private MigrationBenchmark(Path directory, String server) {
        this.directory = directory;
        this.server = server;
        loaded = TestServer.freshUrl(server);
        sqlite = "sqlite:" + directory.resolve("sample.db");
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Files.createDirectories(directory);
        try (OwnServer server = new OwnServer(18)
                .setting("fsync", "on")
                .setting("max_wal_size", "8GB")
                .setting("checkpoint_timeout", "1h")
                .setting("autovacuum", "off")
                .start()) {
            MigrationBenchmark benchmark = new MigrationBenchmark(directory, server.url());
            benchmark.prepare(Integer.getInteger("benchmark.users"));
            benchmark.run(Integer.getInteger("benchmark.rounds"));
        }
    }

    private void prepare(int users) throws Exception {
        System.err.println("making a sample with " + users + " users");
        delete(directory.resolve("sample.db"));
        Sample.fill(sqlite, users);
        coffer(sqlite, loaded);
        tables = statements("""
                SELECT format('CREATE TABLE %1$I (LIKE %2$I.%1$I) %3$s;', relname, current_schema,
                  'WITH (' || array_to_string(reloptions, ', ') || ')')
                FROM pg_class WHERE oid IN ('coffer_users'::regclass, 'coffer_sessions'::regclass,
                  'coffer_key_values'::regclass)
                """);
        constraints = statements("""
                SELECT format('ALTER TABLE %s ADD CONSTRAINT %s %s;', conrelid::regclass, conname, pg_get_constraintdef(oid))
                FROM pg_constraint WHERE conrelid IN ('coffer_users'::regclass, 'coffer_sessions'::regclass,
                  'coffer_key_values'::regclass) AND contype IN ('p', 'u', 'f')
                ORDER BY array_position(ARRAY['p', 'u', 'f'], contype::text)
                """) + statements("""
                SELECT regexp_replace(indexdef, ' ON [^.]*[.]', ' ON ') || ';' FROM pg_indexes
                WHERE schemaname = current_schema AND tablename IN ('coffer_users', 'coffer_sessions', 'coffer_key_values')
                  AND indexdef NOT LIKE 'CREATE UNIQUE%'
                """);
        for (String table : TABLES) {
            Path file = directory.resolve(table + ".bin");
            psql(loaded, "\\copy (SELECT * FROM " + table + " ORDER BY 1, 2, 3) TO '" + file + "' (FORMAT binary)\n");
        }
        Files.writeString(directory.resolve("sqlite.sql"), String.join("\n", Storage.schemaScripts("sqlite:any")));
    }

    /** One a line, out of the catalogue. */
    private String statements(String query) throws SQLException {
        StringBuilder statements = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(loaded));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                statements.append(rows.getString(1)).append('\n');
            }
        }
        return statements.toString();
    }

    private void run(int rounds) throws Exception {
        List<Migration> toPostgres = List.of(
                new Migration("`psql \\copy` of ready binary files", this::psqlCopy),
                new Migration("the same again (control)", this::psqlCopy),
                new Migration("Coffer", this::toPostgres),
                new Migration("pgloader", this::pgloader));
        List<Migration> toSqlite = List.of(
                new Migration("by hand: `SELECT` and a sorted bulk insert", this::bareToSqlite),
                new Migration("the same again (control)", this::bareToSqlite),
                new Migration("Coffer", this::toSqlite));
        List<Migration> order = new ArrayList<>(toPostgres);
        order.addAll(toSqlite);
        Random random = new Random();
        for (int round = 1; round <= rounds; round++) {
            Collections.shuffle(order, random);
            for (Migration migration : order) {
                checkpoint();
                System.err.println("round " + round + ": " + migration.run());
            }
        }
        System.out.println("\nSQLite to PostgreSQL\n\n" + Migration.table(toPostgres));
        System.out.println("\nPostgreSQL to SQLite\n\n" + Migration.table(toSqlite));
    }

    /** What the server does by itself comes between the contenders, not while one runs. */
    private void checkpoint() throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(server));
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }

    private double[] psqlCopy() throws Exception {
        String url = TestServer.freshUrl(server);
        String source = loaded.replaceFirst(".*//([^:]*):.*", "$1");
        StringBuilder script = new StringBuilder(tables);
        for (String table : TABLES) {
            script.append("\\copy ").append(table).append(" FROM '").append(directory.resolve(table + ".bin"));
            script.append("' (FORMAT binary)\n");
        }
        grant(source, url);
        double[] spent =
                psql(url, script + constraints + "ANALYZE coffer_users, coffer_sessions, coffer_key_values;\n");
        drop(url);
        return spent;
    }

    /** Lets a role see the shape of the tables of another. */
    private void grant(String schema, String url) throws SQLException {
        String role = url.replaceFirst(".*//([^:]*):.*", "$1");
        try (Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(loaded));
                Statement statement = connection.createStatement()) {
            statement.execute("GRANT USAGE ON SCHEMA " + schema + " TO " + role);
            statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + role);
        }
    }

    private static void drop(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(url));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA \"" + connection.getSchema() + "\" CASCADE");
        }
    }

    private double[] psql(String url, String script) throws Exception {
        Path file = Files.writeString(directory.resolve("script.sql"), script);
        return timed(List.of("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-f", file.toString(), url));
    }

    private double[] pgloader() throws Exception {
        String url = TestServer.freshUrl(server);
        String schema = url.replaceFirst(".*//([^:]*):.*", "$1");
        Path script = Files.writeString(
                directory.resolve("pgloader.load"),
                "LOAD DATABASE FROM sqlite://" + directory.toAbsolutePath() + "/sample.db INTO " + url
                        + " WITH include no drop, create tables, create indexes, reset no sequences, foreign keys"
                        + " SET search_path TO '" + schema + "';\n");
        double[] spent = timed(List.of("pgloader", "--quiet", script.toString()));
        drop(url);
        return spent;
    }

    private double[] toPostgres() throws Exception {
        String url = TestServer.freshUrl(server);
        double[] spent = coffer(sqlite, url);
        drop(url);
        return spent;
    }

    private double[] toSqlite() throws Exception {
        Path file = directory.resolve("coffer.db");
        delete(file);
        return coffer(loaded, "sqlite:" + file);
    }

    private double[] bareToSqlite() throws Exception {
        Path file = directory.resolve("bare.db");
        delete(file);
        List<String> command = new ArrayList<>(java("dev.coffer.benchmarks.migration.BareToSqlite"));
        command.addAll(List.of(
                TestServer.jdbcUrl(loaded),
                file.toString(),
                directory.resolve("sqlite.sql").toString()));
        return timed(command);
    }

    private double[] coffer(String from, String to) throws Exception {
        List<String> command = new ArrayList<>(java("dev.coffer.benchmarks.migration.MigrationRun"));
        command.addAll(List.of(from, to));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        demandSuccess(process, command);
        return Arrays.stream(output.trim().split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static List<String> java(String main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Duser.language=en",
                "-classpath",
                System.getProperty("java.class.path"),
                main);
    }

    /** Seconds, and seconds of CPU, by the shell's own clock. */
    private static double[] timed(List<String> command) throws Exception {
        List<String> timed = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\" >&2", "bash"));
        timed.addAll(command);
        Process process = new ProcessBuilder(timed)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String[] lines = new String(process.getErrorStream().readAllBytes(), UTF_8)
                .trim()
                .split("\n", -1);
        if (process.waitFor() != 0) {
            System.err.println(String.join("\n", lines));
        }
        demandSuccess(process, command);
        String[] times = lines[lines.length - 1].split(" ", -1);
        return new double[] {Double.parseDouble(times[0]), Double.parseDouble(times[1]) + Double.parseDouble(times[2])};
    }

    private static void demandSuccess(Process process, List<String> command) throws InterruptedException {
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.get(0) + " failed");
        }
    }

    private static void delete(Path file) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm", ".migration")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
    }
}
