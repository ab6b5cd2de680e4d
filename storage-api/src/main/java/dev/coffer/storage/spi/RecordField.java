package dev.coffer.storage.spi;

import java.util.Objects;

/**
 * A field of a record, as {@link RecordRows} holds it.
 *
 * @param name as in a portable dump, such as {@code emailVerifiedAt}
 * @param type what its bytes are
 * @param optional whether it may be absent
 * @param derived whether it follows from the others, and so has no place in a dump
 */
public record RecordField(String name, Type type, boolean optional, boolean derived) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param name as in a portable dump
     * @param type what its bytes are
     * @param optional whether it may be absent
     * @param derived whether it follows from the others
     */
    public RecordField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /** What the bytes of a field are. */
    public enum Type {
        /** 16 bytes, as RFC 9562 orders them. */
        UUID,
        /** UTF-8; a source may give bytes that are not, and {@link RecordRules} refuses them. */
        TEXT,
        /** The text of a JSON object in UTF-8; a source may give another text, and {@link RecordRules} refuses it. */
        JSON,
        /** Any bytes. */
        BYTES,
        /** Microseconds since 1970-01-01T00:00:00Z, as {@link #NUMBER}. */
        INSTANT,
        /** A whole number of 64 bits, big-endian. */
        NUMBER
    }
}
