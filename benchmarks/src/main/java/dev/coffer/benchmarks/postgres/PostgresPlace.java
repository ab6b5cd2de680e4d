package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.features.Place;
import dev.coffer.benchmarks.requests.Sample;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A server of its own. */
public final class PostgresPlace implements Place {
    private final PostgresServer server = new PostgresServer();

    public PostgresPlace() throws SQLException {}

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public void introduce(Runner runner) throws SQLException {
        try (Connection connection = PostgresServer.connect(server.database("introduced"))) {
            runner.uses(connection.getMetaData());
        }
        server.drop("introduced");
    }

    @Override
    public String database(String name) throws SQLException {
        return server.database(name);
    }

    @Override
    public void drop(String name) throws SQLException {
        server.drop(name);
    }

    @Override
    public void load(String url, Sample sample) throws SQLException {
        PostgresServer.load(url, sample);
    }

    @Override
    public long bytes(String url) throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
            try (ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void run(Runner runner, String section, List<Operation> operations) throws Exception {
        server.run(runner, section, operations);
    }

    /** Somebody who may log in. */
    String login(String role, String url) throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + role + " LOGIN");
        }
        return url.replaceFirst("//[^@]*@", "//" + role + "@");
    }

    @Override
    public void close() throws SQLException {
        server.close();
    }
}
