package dev.coffer.storage.migrate;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;

/** A database of Torii, seen as of the moment of its opening and never written to. */
final class ToriiDatabase implements AutoCloseable {
    private static final int PRIMARY_CODE = 0xff;
    private static final Set<Integer> DAMAGED = Set.of(11, 26); // sqlite.org/rescode.html

    private final Connection connection;

    private ToriiDatabase(Connection connection) {
        this.connection = connection;
    }

    /**
     * Copies it, page by page, and reads the copy: where it has no write-ahead log, who reads it keeps others from writing.
     *
     * @param copy not there yet
     */
    static ToriiDatabase open(Path file, Path copy) {
        if (!Files.isRegularFile(file)) {
            throw new Unavailable("the database of Torii does not exist", null);
        }
        try {
            try (Connection live = connect(file);
                    PreparedStatement copying = live.prepareStatement("VACUUM INTO ?")) {
                copying.setString(1, copy.toString());
                copying.execute();
            }
            return new ToriiDatabase(connect(copy));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("open_mode", "1"); // for reading only (sqlite.org/c3ref/c_open_autoproxy.html)
        settings.setProperty("busy_timeout", "5000");
        return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), settings);
    }

    private static StorageException failure(SQLException e) {
        return DAMAGED.contains(e.getErrorCode() & PRIMARY_CODE)
                ? new Corrupt("the database of Torii is damaged or no SQLite database", e)
                : new Unavailable("the database of Torii cannot be read", e);
    }

    /** Users before their sessions. */
    void copyTo(Scratch scratch, RecordRules rules) {
        ToriiRecords records = new ToriiRecords(rules);
        copy(ToriiRecords.USERS, RecordKind.USER, records::user, scratch);
        copy(ToriiRecords.SESSIONS, RecordKind.SESSION, records::session, scratch);
    }

    private void copy(
            ToriiRecords.Table table, RecordKind kind, BiConsumer<ToriiRow, RecordRows> mapping, Scratch scratch) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query(table))) {
            while (rows.next()) {
                ToriiRow row = ToriiRow.read(rows);
                scratch.add(kind, out -> mapping.accept(row, out), () -> ToriiRecords.asInDump(kind, row));
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Of fixed names: the table's own that are there. */
    private String query(ToriiRecords.Table table) throws SQLException {
        Set<String> present = new LinkedHashSet<>();
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, table.name(), null)) {
            while (columns.next()) {
                present.add(columns.getString("COLUMN_NAME"));
            }
        }
        List<String> missing = new ArrayList<>(table.required());
        missing.removeAll(present);
        if (!missing.isEmpty()) {
            throw new SchemaMismatch(
                    "the table " + table.name() + " of Torii is not there or lacks " + String.join(", ", missing),
                    null);
        }
        List<String> columns = new ArrayList<>(table.required());
        columns.addAll(table.optional());
        columns.retainAll(present);
        return "SELECT " + String.join(", ", columns) + " FROM " + table.name() + " ORDER BY rowid";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
