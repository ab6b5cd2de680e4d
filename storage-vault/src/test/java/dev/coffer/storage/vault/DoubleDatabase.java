package dev.coffer.storage.vault;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What Vault's plugin for PostgreSQL does on the server, in its own words: statements with placeholders in double braces. */
final class DoubleDatabase implements AutoCloseable {
    private static final DateTimeFormatter EXPIRATION =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssZ").withZone(ZoneOffset.UTC);
    private static final String EXTEND = "ALTER ROLE \"{{name}}\" VALID UNTIL '{{expiration}}'";
    private static final String DROP = "DROP ROLE IF EXISTS \"{{name}}\"";
    private static final String SET_PASSWORD = "ALTER ROLE \"{{name}}\" WITH PASSWORD '{{password}}'";

    /** Vault adds as much, so that the role does not end before its lease. */
    private static final Duration LEEWAY = Duration.ofSeconds(5);

    private final String jdbcUrl;
    private Optional<Connection> known = Optional.empty();

    DoubleDatabase(String url) {
        jdbcUrl = url.replaceFirst("postgresql://([^@]*)@(.*)", "jdbc:postgresql://$2?user=$1");
    }

    void create(String statements, String name, String password, Duration time) throws SQLException {
        run(statements, name, password, time);
    }

    void extend(String name, Duration time) throws SQLException {
        run(EXTEND, name, "", time);
    }

    void drop(String name) throws SQLException {
        run(DROP, name, "", Duration.ZERO);
    }

    void setPassword(String name, String password) throws SQLException {
        run(SET_PASSWORD, name, password, Duration.ZERO);
    }

    private synchronized void run(String statements, String name, String password, Duration time) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(statements
                    .replace("{{name}}", name)
                    .replace("{{password}}", password)
                    .replace(
                            "{{expiration}}",
                            EXPIRATION.format(Instant.now().plus(time).plus(LEEWAY))));
        }
    }

    private Connection connection() throws SQLException {
        if (known.isEmpty() || known.get().isClosed()) {
            known = Optional.of(DriverManager.getConnection(jdbcUrl));
        }
        return known.get();
    }

    @Override
    public synchronized void close() {
        known.ifPresent(connection -> {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
