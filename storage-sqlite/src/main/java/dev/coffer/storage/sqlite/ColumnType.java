package dev.coffer.storage.sqlite;

/** What a column of records holds, each in one storage class. */
enum ColumnType {
    UUID,
    TEXT,
    JSON,
    INSTANT,
    NUMBER,
    BYTES
}
