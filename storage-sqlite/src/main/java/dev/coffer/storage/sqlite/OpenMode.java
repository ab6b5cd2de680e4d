package dev.coffer.storage.sqlite;

/** What a connection is opened for. */
enum OpenMode {
    WRITE,
    READ,
    /** To read a file that nobody changes, without the files that SQLite shares it by: where those cannot be made. */
    READ_IMMUTABLE
}
