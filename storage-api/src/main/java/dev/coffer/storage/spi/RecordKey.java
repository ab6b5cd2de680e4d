package dev.coffer.storage.spi;

import dev.coffer.storage.ItemKey;
import java.util.Locale;
import java.util.Objects;

/**
 * The primary key of a record. Of users, sessions and one-time tokens it is their id alone. Ordered by the bytes of its UTF-8, which
 * for ids is the order of their 16 bytes, unsigned. The number of a record of an audit log has 19 digits, and so is in the order of numbers.
 *
 * @param namespace {@link ItemKey#namespace()}; empty for all but key-values
 * @param id a UUID in its canonical form, {@link ItemKey#id()}, or a number
 * @param key {@link ItemKey#key()}; empty for all but key-values
 */
public record RecordKey(String namespace, String id, String key) implements Comparable<RecordKey> {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param namespace empty for all but key-values
     * @param id a UUID in its canonical form, that of a key-value, or a number
     * @param key empty for all but key-values
     */
    public RecordKey {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(key, "key");
    }

    /**
     * {@return the key of a record}
     *
     * @param rows has it
     * @param row which of the records
     */
    public static RecordKey of(RecordRows rows, int row) {
        return switch (rows.kind()) {
            case USER, SESSION, TOKEN -> new RecordKey("", rows.uuid(row, 0).toString(), "");
            case KEY_VALUE -> new RecordKey(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2));
            case AUDIT_RECORD, UNSEALED_AUDIT_RECORD -> ofNumber(rows.number(row, 0));
        };
    }

    /**
     * {@return the key of a record of an audit log}
     *
     * @param number its position if it is sealed, else the number of its entry
     */
    public static RecordKey ofNumber(long number) {
        return new RecordKey("", String.format(Locale.ROOT, "%019d", number), "");
    }

    @Override
    public int compareTo(RecordKey other) {
        int namespaces = ItemKey.compareNames(namespace, other.namespace);
        int ids = namespaces != 0 ? namespaces : ItemKey.compareNames(id, other.id);
        return ids != 0 ? ids : ItemKey.compareNames(key, other.key);
    }
}
