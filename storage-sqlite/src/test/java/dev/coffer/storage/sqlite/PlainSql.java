package dev.coffer.storage.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The driver without the library: what a host, or a hand, does to a file. */
public final class PlainSql {
    private PlainSql() {}

    public static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    public static void run(Path file, String... scripts) throws SQLException {
        try (Connection connection = connect(file)) {
            run(connection, scripts);
        }
    }

    public static void run(Connection connection, String... scripts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String script : scripts) {
                statement.executeUpdate(script);
            }
        }
    }

    /** The first column of every row. */
    public static List<String> ask(Path file, String query) throws SQLException {
        try (Connection connection = connect(file)) {
            return ask(connection, query);
        }
    }

    public static List<String> ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }
}
