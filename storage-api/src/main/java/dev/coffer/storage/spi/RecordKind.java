package dev.coffer.storage.spi;

/** The kinds of records that a storage holds, in the order in which they are moved: users before what refers to them. */
public enum RecordKind {
    /** {@link StoredUser}. */
    USER("user"),
    /** {@link StoredSession}. */
    SESSION("session"),
    /** {@link StoredToken}. */
    TOKEN("token"),
    /** {@link StoredKeyValue}. */
    KEY_VALUE("keyValue");

    private final String label;

    RecordKind(String label) {
        this.label = label;
    }

    /** {@return what it is called in the portable dump, in reports and in {@code coffer_migration}, such as {@code keyValue}} */
    public String label() {
        return label;
    }
}
