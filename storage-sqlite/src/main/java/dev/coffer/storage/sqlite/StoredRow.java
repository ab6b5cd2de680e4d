package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Micros;
import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordRows;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The row at which a result is. Texts and JSON are taken as the bytes that they are; what is in them is for the rules of records to say.
 */
final class StoredRow {
    private static final int UUID_CHARACTERS = 36;

    private final ResultSet rows;
    private final List<RecordField> fields;
    private final boolean careful;

    /**
     * Of this result.
     *
     * @param careful whether storage classes must be looked at: the driver gives each as any other
     */
    StoredRow(ResultSet rows, List<RecordField> fields, boolean careful) {
        this.rows = rows;
        this.fields = fields;
        this.careful = careful;
    }

    /** Adds it to records; nothing of it if it fails. */
    void addTo(RecordRows records) throws SQLException, NotReadable {
        try {
            for (int i = 0; i < fields.size(); i++) {
                add(records, fields.get(i), i + 1);
            }
            records.end();
        } finally {
            records.undo();
        }
    }

    private void add(RecordRows records, RecordField field, int column) throws SQLException, NotReadable {
        if (careful) {
            demandStorageClass(field, column);
        }
        switch (field.type()) {
            case INSTANT, NUMBER -> addNumber(records, field, column);
            case UUID -> addUuid(records, field, rows.getBytes(column));
            case TEXT, JSON, BYTES -> addBytes(records, field, column);
        }
    }

    private void addNumber(RecordRows records, RecordField field, int column) throws SQLException, NotReadable {
        long number = rows.getLong(column);
        if (number == 0 && rows.wasNull()) {
            addNothing(records, field);
        } else {
            records.addNumber(number);
        }
    }

    private void addBytes(RecordRows records, RecordField field, int column) throws SQLException, NotReadable {
        byte[] bytes = rows.getBytes(column);
        if (bytes == null) {
            addNothing(records, field);
        } else {
            records.addBytes(bytes);
        }
    }

    private static void addNothing(RecordRows records, RecordField field) throws NotReadable {
        if (!field.optional()) {
            throw new NotReadable(field.name(), "is absent");
        }
        records.addAbsent();
    }

    private static void addUuid(RecordRows records, RecordField field, byte @Nullable [] text) throws NotReadable {
        if (text == null) {
            throw new NotReadable(field.name(), "is absent");
        }
        if (!isUuid(text)) {
            throw new NotReadable(field.name(), "is no UUID in its canonical form");
        }
        records.addUuid(
                (hexadecimal(text, 0, 8) << 32) | (hexadecimal(text, 9, 13) << 16) | hexadecimal(text, 14, 18),
                (hexadecimal(text, 19, 23) << 48) | hexadecimal(text, 24, UUID_CHARACTERS));
    }

    private static boolean isUuid(byte[] text) {
        if (text.length != UUID_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < UUID_CHARACTERS; i++) {
            byte c = text[i];
            boolean isHyphen = i == 8 || i == 13 || i == 18 || i == 23;
            boolean isHexadecimal = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (isHyphen ? c != '-' : !isHexadecimal) {
                return false;
            }
        }
        return true;
    }

    private static long hexadecimal(byte[] text, int begin, int end) {
        long number = 0;
        for (int i = begin; i < end; i++) {
            number = (number << 4) | (text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
        }
        return number;
    }

    private void demandStorageClass(RecordField field, int column) throws SQLException, NotReadable {
        Object value = rows.getObject(column);
        switch (field.type()) {
            case INSTANT, NUMBER ->
                demand(field, value, "is no integer", value instanceof Integer || value instanceof Long);
            case UUID, TEXT, JSON -> demand(field, value, "is no text", value instanceof String);
            case BYTES -> demand(field, value, "is no bytes", value instanceof byte[]);
        }
    }

    private static void demand(RecordField field, @Nullable Object value, String problem, boolean fits)
            throws NotReadable {
        if (value != null && !fits) {
            throw new NotReadable(field.name(), problem);
        }
    }

    /** What of the columns can be given, in the form of the portable dump as far as it has it. */
    Map<String, @Nullable Object> asInDump() throws SQLException {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            RecordField field = fields.get(i);
            if (!field.derived()) {
                named.put(field.name(), asInDump(field.type(), i + 1));
            }
        }
        return named;
    }

    private @Nullable Object asInDump(RecordField.Type type, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value instanceof String) {
            return text(rows.getBytes(column));
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            return type == RecordField.Type.INSTANT ? Micros.instant(number).toString() : (Object) number;
        }
        if (value instanceof byte[] bytes && type == RecordField.Type.BYTES) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value instanceof Double ? value.toString() : value;
    }

    private static Object text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }
}
