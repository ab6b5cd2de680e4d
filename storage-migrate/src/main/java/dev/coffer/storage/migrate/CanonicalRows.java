package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one form in bytes of all there is of a record: the same for the same record, wherever it is stored. It is that of {@link RecordRows},
 * with JSON as a compact text with the members of objects in the order of their names.
 */
final class CanonicalRows {
    private static final int EMPTY_OBJECT = 2;

    private CanonicalRows() {}

    static RecordRows of(RecordRows rows) {
        int json = jsonField(rows);
        if (json < 0 || isCanonical(rows, json)) {
            return rows;
        }
        RecordRows canonical = new RecordRows(rows.kind());
        for (int row = 0; row < rows.size(); row++) {
            add(canonical, rows, row, json);
        }
        return canonical;
    }

    private static int jsonField(RecordRows rows) {
        List<RecordField> fields = rows.kind().fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).type() == RecordField.Type.JSON) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isCanonical(RecordRows rows, int json) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.length(row, json) > EMPTY_OBJECT) {
                return false;
            }
        }
        return true;
    }

    private static void add(RecordRows canonical, RecordRows rows, int row, int json) {
        for (int i = 0; i < rows.kind().fields().size(); i++) {
            int length = rows.length(row, i);
            if (length == RecordRows.ABSENT) {
                canonical.addAbsent();
            } else if (i == json && length > EMPTY_OBJECT) {
                canonical.addBytes(canonical(rows, row, i));
            } else {
                canonical.addBytes(rows.array(), rows.offset(row, i), length);
            }
        }
        canonical.end();
    }

    /** As it is if it is no JSON object: then it is the same as nothing that is. */
    private static byte[] canonical(RecordRows rows, int row, int field) {
        try {
            return Ndjson.bytes(sorted(Ndjson.parse(rows.text(row, field))));
        } catch (InvalidInput e) {
            return rows.bytes(row, field);
        }
    }

    private static Map<String, @Nullable Object> sorted(Map<?, ?> members) {
        Map<String, @Nullable Object> sorted = new LinkedHashMap<>();
        new TreeMap<>(members).forEach((name, value) -> sorted.put((String) name, sortedValue(value)));
        return sorted;
    }

    private static @Nullable Object sortedValue(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            return sorted(members);
        }
        return value instanceof List<?> elements
                ? elements.stream().map(CanonicalRows::sortedValue).toList()
                : value;
    }
}
