package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JdbcSavepoint;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * A connection that the host has opened, in a transaction. Its statements are not kept, its handlers of progress and locks not
 * replaced: they would outlive the transaction.
 */
record HostConnection(Handle handle) implements Database {
    @Override
    public <T> T read(Function<Handle, T> work) {
        return write(work);
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        try {
            return work.apply(handle);
        } catch (Throwable e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    @Override
    public <T> T atomic(Function<Handle, T> work) {
        try {
            return JdbcSavepoint.within(handle.getConnection(), () -> work.apply(handle));
        } catch (SQLException | RuntimeException | Error e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }
}
