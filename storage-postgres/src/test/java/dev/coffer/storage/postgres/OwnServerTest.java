package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnServerTest {
    @Test
    void itsDataOutlivesRestartsAndKills_andNothingOutlivesItsClose() throws SQLException {
        Path directory;
        String url;
        try (OwnServer server =
                new OwnServer(15).setting("max_connections", "7").start()) {
            directory = server.dataDirectory();
            url = server.url();
            assertThat(value(url, "SHOW max_connections")).isEqualTo("7");
            server.execute("CREATE TABLE kept (value text)");
            server.execute("INSERT INTO kept VALUES ('one')");

            server.restart();
            server.execute("UPDATE kept SET value = 'two'");
            server.kill();
            assertThatThrownBy(() -> value(url, "SELECT 1")).isInstanceOf(SQLException.class);
            server.start();
            assertThat(value(url, "SELECT value FROM kept")).isEqualTo("two");
        }
        assertThat(directory.getParent()).doesNotExist();
        assertThatThrownBy(() -> value(url, "SELECT 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void aStandbyFollows_andBecomesPrimary() throws SQLException {
        try (OwnServer primary = new OwnServer(18)
                        .initdb("--locale-provider=icu", "--icu-locale=en-US")
                        .start();
                OwnServer standby = primary.standby()) {
            assertThat(value(primary.url(), "SELECT 'a' < 'B'")).isEqualTo("t");
            primary.execute("CREATE TABLE followed ()");
            Instant end = Instant.now().plus(Duration.ofSeconds(30));
            while (value(standby.url(), "SELECT to_regclass('followed')") == null) {
                assertThat(Instant.now()).isBefore(end);
            }
            assertThat(value(standby.url(), "SELECT pg_is_in_recovery()")).isEqualTo("t");

            primary.kill();
            standby.promote();
            assertThat(value(standby.url(), "SELECT pg_is_in_recovery()")).isEqualTo("f");
            standby.execute("INSERT INTO followed DEFAULT VALUES");
        }
    }

    @Test
    void itsAccess_changesAtReload() throws SQLException {
        try (OwnServer server = new OwnServer(18).start()) {
            server.execute("CREATE ROLE ada LOGIN PASSWORD 'secret'");
            String url = server.url().replace("postgres@", "ada@");
            assertThat(value(url, "SELECT 1")).isEqualTo("1");
            server.access("host all ada 127.0.0.1/32 scram-sha-256").reload();
            assertThatThrownBy(() -> {
                        while (value(url, "SELECT 1") != null) {
                            Thread.onSpinWait();
                        }
                    })
                    .isInstanceOf(SQLException.class);
            assertThat(value(url.replace("ada@", "ada:secret@"), "SELECT 1")).isEqualTo("1");
        }
    }

    private static String value(String url, String query) throws SQLException {
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
