package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as the fields of the portable dump: texts, numbers, JSON objects and null. */
final class RecordFields {
    private RecordFields() {}

    /** The fields in the order of the dump, without the kind; bytes for a text that is none. */
    static Map<String, @Nullable Object> of(RecordRows rows, int row) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        List<RecordField> fields = rows.kind().fields();
        for (int i = 0; i < fields.size(); i++) {
            RecordField field = fields.get(i);
            if (!field.derived()) {
                named.put(field.name(), rows.isAbsent(row, i) ? null : value(field.type(), rows, row, i));
            }
        }
        return named;
    }

    private static Object value(RecordField.Type type, RecordRows rows, int row, int field) {
        return switch (type) {
            case UUID -> rows.uuid(row, field).toString();
            case TEXT -> Utf8.textOrBytes(rows.bytes(row, field));
            case JSON -> json(Utf8.textOrBytes(rows.bytes(row, field)));
            case BYTES -> Base64.getEncoder().encodeToString(rows.bytes(row, field));
            case INSTANT -> Micros.text(rows.number(row, field));
            case NUMBER -> rows.number(row, field);
        };
    }

    private static Object json(Object text) {
        try {
            return text instanceof String json ? Ndjson.parse(json) : text;
        } catch (InvalidInput e) {
            return text;
        }
    }

    /**
     * Adds the record with these fields; nothing if it fails.
     *
     * @throws InvalidInput naming the field that is missing, of another type, malformed or unknown
     */
    static void add(RecordRows rows, Map<String, @Nullable Object> named, RecordRules rules) {
        FieldReader reader = new FieldReader(named, rules);
        try {
            for (RecordField field : rows.kind().fields()) {
                reader.add(rows, field);
            }
            reader.demandNothingElse();
            rows.end();
        } finally {
            rows.undo();
        }
    }
}
