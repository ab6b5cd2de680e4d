package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table that takes values of any storage class.
 *
 * @param columns by name: String, Integer, Long, Double, bytes (also for a text that is not UTF-8) or null
 */
record ToriiRow(Map<String, @Nullable Object> columns) {
    static ToriiRow read(ResultSet row) throws SQLException {
        ResultSetMetaData names = row.getMetaData();
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        for (int i = 1; i <= names.getColumnCount(); i++) {
            columns.put(names.getColumnName(i), value(row, i));
        }
        return new ToriiRow(columns);
    }

    /** The driver puts U+FFFD for what is not UTF-8. */
    private static @Nullable Object value(ResultSet row, int column) throws SQLException {
        Object value = row.getObject(column);
        return value instanceof String ? Utf8.textOrBytes(row.getBytes(column)) : value;
    }

    String text(String column, String field) {
        return optionalText(column, field).orElseThrow(() -> missing(field));
    }

    Optional<String> optionalText(String column, String field) {
        Object value = columns.get(column);
        if (value instanceof byte[]) {
            throw new InvalidInput(field, "is no text in UTF-8");
        }
        if (value != null && !(value instanceof String)) {
            throw new InvalidInput(field, "must be a text");
        }
        return Optional.ofNullable((String) value);
    }

    long number(String column, String field) {
        return optionalNumber(column, field).orElseThrow(() -> missing(field));
    }

    private Optional<Long> optionalNumber(String column, String field) {
        Object value = columns.get(column);
        if (value != null && !(value instanceof Integer) && !(value instanceof Long)) {
            throw new InvalidInput(field, "must be a whole number");
        }
        return Optional.ofNullable((Number) value).map(Number::longValue);
    }

    /** An instant. */
    long seconds(String column, String field) {
        return number(column, field);
    }

    Optional<Long> optionalSeconds(String column, String field) {
        return optionalNumber(column, field);
    }

    private static InvalidInput missing(String field) {
        return new InvalidInput(field, "is missing");
    }
}
