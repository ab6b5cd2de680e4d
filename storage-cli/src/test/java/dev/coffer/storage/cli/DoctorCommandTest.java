package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.PasswordServer;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    private static final String SECRET = "S3cretOfTheDoctor";

    private final Cli cli = new Cli();

    private Result doctor(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "doctor";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return cli.run(all);
    }

    private static void change(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:" + url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void healthyStorage_is0() {
        Result result = doctor("--at", Samples.sqlite(3));
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out())
                .endsWith(" checks: 0 FAIL, 0 WARN, " + result.out().split("\nOK ", -1).length + " OK\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void warning_is1_andAFailure2_withTheWorstFirst() throws SQLException {
        String url = Samples.sqlite(3);
        change(url, "CREATE INDEX coffer_added ON coffer_users (updated_at)");
        Result warned = doctor("--at", url);
        assertThat(warned.code()).as(warned.all()).isEqualTo(1);
        assertThat(warned.out()).startsWith("WARN  schema-drift ");
        change(url, "DROP INDEX coffer_sessions_by_user");
        change(url, "DELETE FROM coffer_users");
        Result failed = doctor("--at", url);
        assertThat(failed.code()).as(failed.all()).isEqualTo(2);
        assertThat(failed.out()).startsWith("FAIL  ");
        assertThat(failed.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(failed.out().indexOf("\nOK ")).isGreaterThan(failed.out().lastIndexOf("FAIL  "));
        assertThat(failed.all()).doesNotContain("example.org");
    }

    @Test
    void json_isOneObject_onStdout_andTheReport() throws Exception {
        Path report = cli.directory().resolve("report.json");
        String url = Samples.sqlite(1);
        Result result = doctor("--at", url, "--json", "--report", report.toString());
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out()).startsWith("{").endsWith("}\n").isEqualTo(Files.readString(report));
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains("\"command\" : \"doctor\", \"exitCode\" : 0, \"outcome\" : \"ok\", \"target\" : \"" + url
                        + "\", \"time\" : \"2")
                .contains("Z\", \"checks\" : [ {")
                .contains("{ \"check\" : \"schema\", \"level\" : \"ok\", \"observed\" : \"");
    }

    @Test
    void server_isExamined_asTheOtherCommandsReachIt() throws Exception {
        try (PasswordServer server = new PasswordServer()) {
            String url = server.freshUrl(SECRET).replace(":" + SECRET, "");
            assertThat(doctor("--at", url).code()).isEqualTo(2);
            cli.with("PGPASSWORD", SECRET);
            assertThat(cli.run("schema", "migrate", "--at", url).code()).isZero();
            Result result = doctor("--at", url, "--json");
            assertThat(result.code()).as(result.all()).isEqualTo(2); // by fsync = off
            assertThat(result.out()).contains("\"observed\" : \"scram-sha-256\"");
            assertThat(doctor("--at", url.replace("@", ":" + SECRET + "@"), "--json")
                            .out())
                    .contains("\"target\" : \"postgresql://")
                    .doesNotContain(SECRET);
            assertThat(result.all()).doesNotContain(SECRET);
            Result tooMany = doctor("--at", url, "--pool-size", "200", "--json");
            assertThat(tooMany.out().replaceAll("\\s+", " "))
                    .contains("\"check\" : \"connections\", \"level\" : \"fail\"");
        }
    }

    @Test
    void schema_andPooling_areTakenIntoAccount() {
        String url = TestServer.NEWEST.freshUrl();
        String result = doctor("--at", url, "--at-schema", "nowhere", "--transaction-pooling", "--json")
                .out()
                .replaceAll("\\s+", " ");
        assertThat(result)
                .contains("\"check\" : \"schema\", \"level\" : \"fail\"")
                .contains("\"check\" : \"session-limits\", \"level\" : \"warn\"");
    }

    @Test
    void wrongUsage_is64_andNothingIsPrinted() {
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of("--at", "app.db"),
                List.of("--at", "mysql://db/app"),
                List.of("--at", "ndjson:dump"),
                List.of("--at", "sqlite:a.db", "--pool-size", "0"),
                List.of("--at", "sqlite:a.db", "--pool-size", "many"),
                List.of("--at", "sqlite:a.db", "--at-schema", "app"),
                List.of("--at", "sqlite:a.db", "--jsn"))) {
            Result result = doctor(arguments.toArray(String[]::new));
            assertThat(result.code()).as(arguments + result.all()).isEqualTo(64);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("coffer: ");
        }
    }
}
