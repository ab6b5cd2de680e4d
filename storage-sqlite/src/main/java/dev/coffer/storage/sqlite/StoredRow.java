package dev.coffer.storage.sqlite;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.jdbi.JsonDocument;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row at which a result is, trusted in nothing: neither in storage classes, which a STRICT table keeps only as long as nobody edits
 * its definition, nor in the encoding of texts, which SQLite never checks.
 */
final class StoredRow {
    private static final long FIRST_MICROS = SqliteTypes.micros(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long LAST_MICROS = SqliteTypes.micros(Instant.parse("9999-12-31T23:59:59.999999Z"));
    private static final long MEMORY_OF_JSON = 4; // a character of it, as maps and lists
    private static final char REPLACEMENT = '\ufffd';

    private final ResultSet rows;
    private final List<Column> columns;
    private long size;

    StoredRow(ResultSet rows, List<Column> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /** The next one, if there is. */
    boolean next() throws SQLException {
        size = 0;
        return rows.next();
    }

    /** About the memory that it takes, in bytes. */
    long size() {
        return size;
    }

    UUID uuid(int column) throws SQLException, NotReadable {
        String text = text(column);
        try {
            return SqliteTypes.uuid(text);
        } catch (Corrupt e) {
            throw notReadable(column, "is no UUID in its canonical form");
        }
    }

    String text(int column) throws SQLException, NotReadable {
        return text(column, given(column));
    }

    Optional<String> optionalText(int column) throws SQLException, NotReadable {
        Object value = rows.getObject(column);
        return value == null ? Optional.empty() : Optional.of(text(column, value));
    }

    private String text(int column, Object value) throws SQLException, NotReadable {
        if (!(value instanceof String text)) {
            throw notReadable(column, "is no text");
        }
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(rows.getBytes(column))) { // the driver replaces what is not
            throw notReadable(column, "is not UTF-8");
        }
        size += text.length();
        return text;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    Map<String, @Nullable Object> json(int column) throws SQLException, NotReadable {
        String text = text(column);
        try {
            size += MEMORY_OF_JSON * text.length();
            return JsonDocument.parse(text).members();
        } catch (Corrupt e) {
            throw notReadable(column, "is no JSON object");
        }
    }

    Instant instant(int column) throws SQLException, NotReadable {
        return instant(column, given(column));
    }

    Optional<Instant> optionalInstant(int column) throws SQLException, NotReadable {
        Object value = rows.getObject(column);
        return value == null ? Optional.empty() : Optional.of(instant(column, value));
    }

    private Instant instant(int column, Object value) throws NotReadable {
        long micros = number(column, value);
        if (micros < FIRST_MICROS || micros > LAST_MICROS) {
            throw notReadable(column, "is no instant in the years 1 to 9999");
        }
        return SqliteTypes.instant(micros);
    }

    long number(int column) throws SQLException, NotReadable {
        return number(column, given(column));
    }

    private long number(int column, Object value) throws NotReadable {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw notReadable(column, "is no integer");
    }

    byte[] bytes(int column) throws SQLException, NotReadable {
        if (!(given(column) instanceof byte[] bytes)) {
            throw notReadable(column, "is no bytes");
        }
        size += bytes.length;
        return bytes;
    }

    /** Any value behind the columns, for what a statement says of the row. */
    boolean flag(int column) throws SQLException {
        return rows.getInt(column) != 0;
    }

    private Object given(int column) throws SQLException, NotReadable {
        Object value = rows.getObject(column);
        if (value == null) {
            throw notReadable(column, "is absent");
        }
        return value;
    }

    private NotReadable notReadable(int column, String problem) {
        return new NotReadable(columns.get(column - 1).name(), problem);
    }

    /** What of the columns can be given, in the form of the portable dump as far as it has it. */
    Map<String, @Nullable Object> fields() throws SQLException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 1; i <= columns.size(); i++) {
            Column column = columns.get(i - 1);
            if (!fields.containsKey(column.name())) {
                fields.put(column.name(), field(i, column.type()));
            }
        }
        return fields;
    }

    private @Nullable Object field(int column, ColumnType type) throws SQLException {
        Object value = rows.getObject(column);
        try {
            if (value instanceof String) {
                return type == ColumnType.JSON ? json(column) : text(column);
            }
            if (value instanceof Integer || value instanceof Long) {
                long number = ((Number) value).longValue();
                return type == ColumnType.INSTANT ? instant(column).toString() : (Object) number;
            }
        } catch (NotReadable e) {
            return value instanceof String text ? textOrBytes(column, text) : (Object) ((Number) value).longValue();
        }
        if (value instanceof byte[] bytes) {
            size += bytes.length;
        }
        return value instanceof Double ? value.toString() : value;
    }

    private Object textOrBytes(int column, String text) throws SQLException {
        byte[] bytes = rows.getBytes(column);
        size += bytes.length;
        return isUtf8(bytes) ? text : bytes;
    }
}
