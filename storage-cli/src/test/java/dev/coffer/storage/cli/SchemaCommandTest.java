package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SchemaCommandTest {
    private final Cli cli = new Cli();

    private Result schema(String command, String at, String... more) {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(new String[] {"schema", command, "--at", at}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return cli.run(arguments);
    }

    @Test
    void print_needsNoDatabase() {
        for (String url :
                new String[] {"sqlite:", "sqlite:none.db", "postgresql:", "postgresql://nowhere.invalid/app"}) {
            Result result = schema("print", url);
            assertThat(result.code()).as(result.all()).isZero();
            assertThat(result.out()).contains("CREATE TABLE coffer_users").doesNotContain("\\u000a");
            assertThat(result.err()).isEmpty();
        }
        assertThat(schema("print", "ndjson:dump").code()).isEqualTo(2);
    }

    @Test
    void print_isWhatADatabaseIsMadeOf() throws SQLException {
        String url = Samples.freshSqlite();
        try (Connection connection = DriverManager.getConnection("jdbc:" + url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(schema("print", url).out());
        }
        assertThat(schema("validate", url).code()).isZero();
    }

    @Test
    void migrate_makesTheTables_andValidate_findsThem() {
        for (String url : new String[] {Samples.freshSqlite(), TestServer.OLDEST.freshUrl()}) {
            assertThat(schema("validate", url).code()).isEqualTo(4);
            assertThat(schema("migrate", url).code()).isZero();
            assertThat(schema("migrate", url).code()).isZero();
            Result valid = schema("validate", url);
            assertThat(valid.code()).as(valid.all()).isZero();
            assertThat(valid.out()).isEqualTo("The tables are those of this version.\n");
        }
    }

    @Test
    void validate_changesNothing() {
        String url = Samples.freshSqlite();
        schema("validate", url);
        assertThat(Samples.file(url)).doesNotExist();
    }

    @Test
    void validate_ofAlteredTables_is4() throws SQLException {
        String url = Samples.sqlite(1);
        try (Connection connection = DriverManager.getConnection("jdbc:" + url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE coffer_schema_history SET version = 99 WHERE version = 2");
        }
        Result result = schema("validate", url);
        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err()).startsWith("coffer: ").hasLineCount(1);
        assertThat(cli.run("migrate", "--from", Samples.dump(Samples.USER), "--to", url)
                        .code())
                .isEqualTo(4);
        assertThat(cli.run("migrate", "--from", url, "--to", Samples.freshSqlite())
                        .code())
                .isEqualTo(3);
    }

    /** It makes what is missing, and mends nothing. */
    @Test
    void migrate_ofTablesThatWereChanged_is4_andNamesWhatDiffers() throws SQLException {
        for (String url : new String[] {Samples.sqlite(1), TestServer.OLDEST.freshUrl()}) {
            assertThat(schema("migrate", url).code()).isZero();
            change(url, "DROP INDEX coffer_sessions_by_user");
            Result result = schema("migrate", url);
            assertThat(result.code()).as(result.all()).isEqualTo(4);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains("coffer: --at ")
                    .contains("changed, added or dropped by hand: ", "coffer_sessions_by_user");
        }
    }

    /** Who wants the records back is not kept from them by an index. */
    @Test
    void sourceWithOtherIndexes_isRead_whichIsSaid() throws SQLException {
        for (String url : new String[] {Samples.sqlite(1), TestServer.OLDEST.freshUrl()}) {
            assertThat(schema("migrate", url).code()).isZero();
            change(url, "DROP INDEX coffer_sessions_by_user");
            change(url, "CREATE INDEX coffer_dba_users ON coffer_users (created_at)");
            Path directory = Scratchpad.directory();
            Result backup = CliProcess.coffer("backup", "--quiet", "--from", url, "--to", directory.toString())
                    .run();
            assertThat(backup.code()).as(backup.all()).isZero();
            assertThat(backup.err())
                    .contains("coffer_sessions_by_user", "coffer_dba_users", "; they are read all the same");
            Result moved = cli.run("migrate", "--quiet", "--from", url, "--to", Samples.freshSqlite());
            assertThat(moved.code()).as(moved.all()).isZero();
            change(url, "ALTER TABLE coffer_users RENAME COLUMN version TO revision");
            assertThat(cli.run("backup", "--quiet", "--from", url, "--to", directory.toString())
                            .code())
                    .isEqualTo(3);
        }
    }

    private static void change(String url, String sql) throws SQLException {
        String jdbc = url.startsWith("sqlite:") ? "jdbc:" + url : TestServer.jdbcUrl(url);
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void schemaOfPostgres_canBeNamed() {
        String url = TestServer.NEWEST.freshUrl();
        String name = url.replaceAll("postgresql://([^:]*):.*", "$1");
        assertThat(schema("migrate", url, "--at-schema", name).code()).isZero();
        assertThat(schema("validate", url, "--at-schema", name).code()).isZero();
        assertThat(schema("validate", url, "--at-schema", "nowhere").code()).isEqualTo(4);
        Result moved = cli.run("migrate", "--from", Samples.sqlite(2), "--to", url, "--to-schema", name);
        assertThat(moved.code()).as(moved.all()).isZero();
        Result back = cli.run("migrate", "--from", url, "--from-schema", name, "--to", Samples.freshSqlite());
        assertThat(back.code()).as(back.all()).isZero();
        StorageConfig config = StorageConfig.forUrl(url)
                .schema(name)
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        try (Storage storage = Storage.open(config)) {
            assertThat(storage.users().count()).isEqualTo(2);
        }
    }

    @Test
    void report_tellsTheOutcome() {
        Path report = cli.directory().resolve("report.json");
        schema("migrate", Samples.freshSqlite(), "--report", report.toString());
        assertThat(report).content().contains("\"command\" : \"schema migrate\"", "\"outcome\" : \"complete\"");
        assertThat(report).content().endsWith("}\n");
    }
}
