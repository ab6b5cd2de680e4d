package dev.coffer.storage.jdbi;

import java.util.function.Function;

/** The connection of work that is atomic as a whole, for operations that are a part of it. */
record SameConnection(SqlConnection connection) implements Database {
    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        return work.apply(connection);
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        return work.apply(connection);
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        return work.apply(connection);
    }
}
