package dev.coffer.storage.spi;

/** The kinds of records that a storage holds, in the order in which they are moved: users before what refers to them. */
public enum RecordKind {
    /** {@link StoredUser}. */
    USER,
    /** {@link StoredSession}. */
    SESSION,
    /** {@link StoredToken}. */
    TOKEN,
    /** {@link StoredKeyValue}. */
    KEY_VALUE
}
