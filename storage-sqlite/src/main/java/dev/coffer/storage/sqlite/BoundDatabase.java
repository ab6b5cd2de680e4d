package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.sqlite.Savepoint.TransactionEnded;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.time.Duration;
import java.util.function.Function;

/** The connection of a transaction. */
record BoundDatabase(SqliteConnection connection, Duration readTimeout) implements Database {
    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        return write(same -> connection.limited(readTimeout, () -> work.apply(same)));
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        try {
            return work.apply(connection.statements());
        } catch (Throwable e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        try {
            return Savepoint.within(connection, work);
        } catch (TransactionEnded e) {
            throw SqliteErrors.translate(e.failure(), Phase.WRITE);
        } catch (Throwable e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }
}
