package dev.coffer.storage.jdbi;

import java.util.function.Function;

/**
 * The one seam between SQL and connections: a pool, a writer, or the connection of a transaction. Each method fails with
 * StorageExceptions only and gives the connection back before it returns; a handle is good for the call alone.
 */
public interface Database {
    /** Runs one or more reads, which see one moment if it is one statement. */
    <T> T read(Function<SqlConnection, T> work);

    /** Runs one statement that writes. May run it again after it was undone. */
    <T> T write(Function<SqlConnection, T> work);

    /** Runs several statements that take effect together or not at all. May run them again after they were undone. */
    <T> T atomic(Function<SqlConnection, T> work);
}
