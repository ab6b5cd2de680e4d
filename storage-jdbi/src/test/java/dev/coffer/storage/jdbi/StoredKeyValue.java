package dev.coffer.storage.jdbi;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.util.Objects;

/**
 * A key-value, whether or not it has expired.
 *
 * @param item all there is of it
 */
public record StoredKeyValue(KeyValue item) implements StoredRecord {
    /**
     * Refuses null, which is a bug of the caller.
     *
     * @param item all there is of it
     */
    public StoredKeyValue {
        Objects.requireNonNull(item, "item");
    }

    @Override
    public RecordKind kind() {
        return RecordKind.KEY_VALUE;
    }

    @Override
    public RecordKey key() {
        return new RecordKey(item.namespace(), item.id(), item.key());
    }
}
