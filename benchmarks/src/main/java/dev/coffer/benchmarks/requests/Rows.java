package dev.coffer.benchmarks.requests;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How results are read by hand. */
public final class Rows {
    private Rows() {}

    /** Reads a row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The one row of a statement whose parameters are bound. */
    public static <T> T one(PreparedStatement statement, Row<T> row) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("no row");
            }
            return row.read(rows);
        }
    }

    /** All rows of a statement whose parameters are bound. */
    public static <T> List<T> all(PreparedStatement statement, Row<T> row) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    /** All that a sample has; who has other ones needs a parser. */
    public static Map<String, @Nullable Object> metadata(String json) throws SQLException {
        if (!json.equals("{}")) {
            throw new SQLException("not the sample's metadata");
        }
        return Map.of();
    }
}
