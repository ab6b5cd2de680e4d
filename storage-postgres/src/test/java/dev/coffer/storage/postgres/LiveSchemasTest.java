package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts make in both databases is the same, as JDBC describes it, but for what is said here. */
class LiveSchemasTest {
    /** SQLite's types for those that it lacks. */
    private static final Map<String, String> TYPES = Map.of(
            "bytea", "blob",
            "int2", "integer",
            "int4", "integer",
            "int8", "integer",
            "jsonb", "text",
            "timestamptz", "integer",
            "uuid", "text");

    @TempDir
    private Path directory;

    private Connection sqlite;
    private Connection postgres;

    @BeforeEach
    void open() throws SQLException {
        String file = "sqlite:" + directory.resolve("app.db");
        Storage.open(file).close();
        sqlite = DriverManager.getConnection("jdbc:" + file);
        String url = TestServer.NEWEST.freshUrl();
        Storage.open(url).close();
        postgres = TestServer.connect(url);
    }

    @AfterEach
    void close() throws SQLException {
        sqlite.close();
        postgres.close();
    }

    @FunctionalInterface
    private interface Description {
        ResultSet of(DatabaseMetaData metaData, @Nullable String schema, String table) throws SQLException;
    }

    @FunctionalInterface
    private interface Line {
        String of(ResultSet row) throws SQLException;
    }

    private static List<String> describe(Connection connection, Description description, String table, Line line)
            throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = description.of(connection.getMetaData(), connection.getSchema(), table)) {
            while (rows.next()) {
                lines.add(line.of(rows));
            }
        }
        return lines;
    }

    /** By table. */
    private static Map<String, List<String>> describe(Connection connection, Description description, Line line)
            throws SQLException {
        Map<String, List<String>> described = new TreeMap<>();
        for (String table : tables(connection)) {
            described.put(table, describe(connection, description, table, line));
        }
        return described;
    }

    private static Set<String> named(Connection connection, String type) throws SQLException {
        return new TreeSet<>(describe(
                connection,
                (metaData, schema, name) -> metaData.getTables(null, schema, name, new String[] {type}),
                "coffer%",
                row -> row.getString("TABLE_NAME")));
    }

    /** Without those that SQLite has for want of sequences, and of settings of a transaction. */
    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> tables = named(connection, "TABLE");
        tables.remove("coffer_versions");
        tables.remove("coffer_audit_context");
        return tables;
    }

    @Test
    void tables_areTheSame_butForTheVersionsOfKeyValues() throws Exception {
        assertThat(tables(sqlite)).isEqualTo(tables(postgres)).contains("coffer_users", "coffer_key_values");
        assertThat(named(sqlite, "TABLE")).contains("coffer_versions", "coffer_audit_context");
        assertThat(named(postgres, "SEQUENCE")).containsExactly("coffer_audit_pending_entry_seq", "coffer_versions");
    }

    @Test
    void columns_areTheSame_inTheirOrder() throws Exception {
        Description columns = (metaData, schema, table) -> metaData.getColumns(null, schema, table, null);
        Line line = row -> {
            String type = row.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
            String nullable = row.getString("IS_NULLABLE").equals("NO") ? " not null" : "";
            return row.getString("COLUMN_NAME") + " " + TYPES.getOrDefault(type, type) + nullable;
        };
        Map<String, List<String>> ofPostgres = describe(postgres, columns, line);

        assertThat(describe(sqlite, columns, line)).isEqualTo(ofPostgres);
        assertThat(ofPostgres.get("coffer_tokens")).startsWith("id text not null", "token_hash blob not null");
    }

    private static Map<String, List<String>> primaryKeys(Connection connection) throws SQLException {
        Map<String, List<String>> keys = describe(
                connection,
                (metaData, schema, table) -> metaData.getPrimaryKeys(null, schema, table),
                row -> row.getInt("KEY_SEQ") + " " + row.getString("COLUMN_NAME"));
        keys.replaceAll((table, columns) -> columns.stream()
                .sorted()
                .map(column -> column.substring(column.indexOf(' ') + 1))
                .toList());
        return keys;
    }

    @Test
    void primaryKeys_areTheSame() throws Exception {
        assertThat(primaryKeys(sqlite))
                .isEqualTo(primaryKeys(postgres))
                .containsEntry("coffer_key_values", List.of("namespace", "id", "key"));
    }

    @Test
    void foreignKeys_areTheSame() throws Exception {
        Description keys = (metaData, schema, table) -> metaData.getImportedKeys(null, schema, table);
        Line line = row -> "%s references %s (%s), rules %d %d"
                .formatted(
                        row.getString("FKCOLUMN_NAME"),
                        row.getString("PKTABLE_NAME"),
                        row.getString("PKCOLUMN_NAME"),
                        row.getInt("UPDATE_RULE"),
                        row.getInt("DELETE_RULE"));
        String cascading = "user_id references coffer_users (id), rules %d %d"
                .formatted(DatabaseMetaData.importedKeyNoAction, DatabaseMetaData.importedKeyCascade);

        assertThat(describe(sqlite, keys, line))
                .isEqualTo(describe(postgres, keys, line))
                .containsEntry("coffer_sessions", List.of(cascading));
    }

    /** The columns of each index, but for primary keys; those of constraints have other names in SQLite. */
    private static Map<String, Set<String>> indexes(Connection connection) throws SQLException {
        Map<String, List<String>> primaryKeys = primaryKeys(connection);
        Map<String, Set<String>> indexes = new TreeMap<>();
        for (String table : tables(connection)) {
            Map<String, List<String>> columns = new TreeMap<>();
            describe(
                    connection,
                    (metaData, schema, name) -> metaData.getIndexInfo(null, schema, name, false, false),
                    table,
                    row -> {
                        String name = row.getBoolean("NON_UNIQUE") ? row.getString("INDEX_NAME") : "unique";
                        columns.computeIfAbsent(row.getString("INDEX_NAME"), index -> new ArrayList<>(List.of(name)))
                                .add(row.getString("COLUMN_NAME"));
                        return name;
                    });
            Set<String> lines = indexes.computeIfAbsent(table, name -> new TreeSet<>());
            columns.values().stream()
                    .filter(index -> !index.subList(1, index.size()).equals(primaryKeys.get(table)))
                    .forEach(index -> lines.add(String.join(" ", index)));
        }
        return indexes;
    }

    @Test
    void uniqueKeysAndIndexes_areTheSame() throws Exception {
        assertThat(indexes(sqlite))
                .isEqualTo(indexes(postgres))
                .containsEntry("coffer_users", Set.of("unique canonical_email"))
                .containsEntry(
                        "coffer_sessions",
                        Set.of(
                                "unique token_hash",
                                "coffer_sessions_by_user user_id id",
                                "coffer_sessions_by_expiry expires_at"));
    }
}
