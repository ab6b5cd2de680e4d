package dev.coffer.storage.jdbi;

import java.util.function.Function;

/** A database that is told who makes the changes, in the transaction of each. */
public final class ActingDatabase implements Database {
    private final Database database;
    private final Telling telling;

    /** On a database. */
    public ActingDatabase(Database database, Telling telling) {
        this.database = database;
        this.telling = telling;
    }

    /** How it is told, and made to forget if it does not by itself. */
    @FunctionalInterface
    public interface Telling {
        /** Tells, works and makes forget; if the work fails all of it is undone. */
        <T> T during(SqlConnection connection, Function<SqlConnection, T> work);
    }

    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        return database.read(work);
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        return atomic(work);
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        return database.atomic(connection -> telling.during(connection, work));
    }
}
