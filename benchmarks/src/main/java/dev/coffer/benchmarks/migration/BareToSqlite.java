package dev.coffer.benchmarks.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What a good engineer would write by hand to bring PostgreSQL's rows into a SQLite file of the same tables: one pass over each table in
 * the order of its key, one prepared INSERT, one transaction, no journal, secondary indexes afterwards. Converts nothing that the
 * database can convert.
 */
public final class BareToSqlite {
    private static final int FETCH = 5_000;
    private static final String MICROS = "(extract(epoch FROM %1$s) * 1000000)::bigint";

    private BareToSqlite() {}

    /**
     * A table.
     *
     * @param columns as they are to arrive: text, a number or bytes
     */
    private record Table(String name, String key, List<String> columns) {}

    private static final List<Table> TABLES = List.of(
            new Table(
                    "coffer_users",
                    "id",
                    List.of(
                            "id::text",
                            "email",
                            "canonical_email",
                            micros("email_verified_at"),
                            micros("locked_at"),
                            "password_hash",
                            "metadata::text",
                            micros("created_at"),
                            micros("updated_at"),
                            "version")),
            new Table(
                    "coffer_sessions",
                    "id",
                    List.of(
                            "id::text",
                            "token_hash",
                            "user_id::text",
                            micros("created_at"),
                            micros("last_seen_at"),
                            micros("expires_at"),
                            micros("absolute_expires_at"),
                            "user_agent",
                            "ip_address",
                            "metadata::text")),
            new Table(
                    "coffer_key_values",
                    "namespace, id, key",
                    List.of(
                            "namespace",
                            "id",
                            "key",
                            "value",
                            "version",
                            micros("expires_at"),
                            micros("created_at"),
                            micros("updated_at"))));

    private static String micros(String column) {
        return MICROS.formatted(column);
    }

    public static void main(String[] args) throws Exception {
        String script = Files.readString(Path.of(args[2])).replaceAll("--.*", "");
        int indexes = script.indexOf("CREATE INDEX");
        try (Connection from = DriverManager.getConnection(args[0]);
                Connection to = DriverManager.getConnection("jdbc:sqlite:" + args[1]);
                Statement sqlite = to.createStatement()) {
            from.setAutoCommit(false);
            sqlite.execute("PRAGMA journal_mode = off");
            sqlite.execute("PRAGMA synchronous = off");
            sqlite.execute("PRAGMA cache_size = -65536");
            for (String statement : script.split(";", -1)) {
                if (!statement.contains("CREATE INDEX") && !statement.isBlank()) {
                    sqlite.execute(statement);
                }
            }
            to.setAutoCommit(false);
            for (Table table : TABLES) {
                copy(from, to, table);
            }
            for (String statement : script.substring(indexes).split(";", -1)) {
                if (statement.contains("CREATE INDEX")) {
                    sqlite.execute(statement);
                }
            }
            to.commit();
        }
    }

    private static void copy(Connection from, Connection to, Table table) throws SQLException {
        String select =
                "SELECT " + String.join(", ", table.columns()) + " FROM " + table.name() + " ORDER BY " + table.key();
        int width = table.columns().size();
        String insert = "INSERT INTO " + table.name() + " VALUES (" + "?, ".repeat(width - 1) + "?)";
        try (PreparedStatement read = from.prepareStatement(select);
                PreparedStatement write = to.prepareStatement(insert)) {
            read.setFetchSize(FETCH);
            ResultSet rows = read.executeQuery();
            while (rows.next()) {
                for (int i = 1; i <= width; i++) {
                    write.setObject(i, rows.getObject(i));
                }
                write.executeUpdate();
            }
        }
    }
}
