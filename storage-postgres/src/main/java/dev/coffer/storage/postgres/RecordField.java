package dev.coffer.storage.postgres;

/**
 * A field of a record, as the portable dump names it.
 *
 * @param name the field
 * @param type what is in its column
 */
record RecordField(String name, Type type) {
    /** What a column holds. */
    enum Type {
        UUID,
        TEXT,
        TIME,
        JSON,
        BYTES,
        NUMBER
    }

    static RecordField uuid(String name) {
        return new RecordField(name, Type.UUID);
    }

    static RecordField text(String name) {
        return new RecordField(name, Type.TEXT);
    }

    static RecordField time(String name) {
        return new RecordField(name, Type.TIME);
    }

    static RecordField json(String name) {
        return new RecordField(name, Type.JSON);
    }

    static RecordField bytes(String name) {
        return new RecordField(name, Type.BYTES);
    }

    static RecordField number(String name) {
        return new RecordField(name, Type.NUMBER);
    }
}
