package dev.coffer.storage.spi;

import dev.coffer.storage.ItemKey;
import java.util.Objects;

/**
 * The primary key of a record. Of users, sessions and one-time tokens it is their id alone. Ordered by the bytes of its UTF-8, which
 * for ids is the order of their 16 bytes, unsigned.
 *
 * @param namespace {@link ItemKey#namespace()}; empty for all but key-values
 * @param id a UUID in its canonical form, or {@link ItemKey#id()}
 * @param key {@link ItemKey#key()}; empty for all but key-values
 */
public record RecordKey(String namespace, String id, String key) implements Comparable<RecordKey> {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param namespace empty for all but key-values
     * @param id a UUID in its canonical form, or that of a key-value
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
        return rows.kind() == RecordKind.KEY_VALUE
                ? new RecordKey(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2))
                : new RecordKey("", rows.uuid(row, 0).toString(), "");
    }

    @Override
    public int compareTo(RecordKey other) {
        int namespaces = ItemKey.compareNames(namespace, other.namespace);
        int ids = namespaces != 0 ? namespaces : ItemKey.compareNames(id, other.id);
        return ids != 0 ? ids : ItemKey.compareNames(key, other.key);
    }
}
