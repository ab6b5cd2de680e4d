package dev.coffer.storage;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * An item as stored.
 *
 * @param namespace as in {@link ItemKey}
 * @param id as in {@link ItemKey}
 * @param key as in {@link ItemKey}
 * @param value copied in and out
 * @param version changes at each write and is never used again for this key, even after delete and re-create
 * @param expiresAt from this instant on it is absent; empty for never
 * @param createdAt when it came into being, anew after a delete or an expiry
 * @param updatedAt when it was last written
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record KeyValue(
        String namespace,
        String id,
        String key,
        byte[] value,
        long version,
        Optional<Instant> expiresAt,
        Instant createdAt,
        Instant updatedAt) {
    /**
     * Refuses nulls, copies the value.
     *
     * @param namespace as in {@link ItemKey}
     * @param id as in {@link ItemKey}
     * @param key as in {@link ItemKey}
     * @param value copied
     * @param version at least 1
     * @param expiresAt from this instant on it is absent; empty for never
     * @param createdAt when it came into being
     * @param updatedAt when it was last written
     */
    public KeyValue {
        InputRules.given("namespace", namespace);
        InputRules.given("id", id);
        InputRules.given("key", key);
        value = InputRules.given("value", value).clone();
        InputRules.given("expiresAt", expiresAt);
        InputRules.given("createdAt", createdAt);
        InputRules.given("updatedAt", updatedAt);
    }

    /** {@return a copy of the value} */
    @Override
    public byte[] value() {
        return value.clone();
    }

    /** {@return the length of the value in bytes} */
    public int size() {
        return value.length;
    }

    /**
     * {@return the value as text}
     *
     * @throws InvalidInput if the value is not UTF-8
     */
    public String text() {
        return Texts.fromUtf8("value", value);
    }

    /** {@return where the item is} */
    public ItemKey itemKey() {
        return new ItemKey(namespace, id, key);
    }

    /** Compares the value by content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof KeyValue that
                && version == that.version
                && itemKey().equals(that.itemKey())
                && Arrays.equals(value, that.value)
                && expiresAt.equals(that.expiresAt)
                && createdAt.equals(that.createdAt)
                && updatedAt.equals(that.updatedAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, id, key, version);
    }

    /** Leaves the value out. */
    @Override
    public String toString() {
        return "KeyValue[version=" + version + ", " + value.length + " bytes]";
    }
}
