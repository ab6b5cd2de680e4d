package dev.coffer.storage.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The rows of a result, each read when it is taken. */
final class Rows<T> implements Iterator<T> {
    private final ResultSet result;
    private final Row row;
    private final Row.Reader<T> reader;
    private boolean ahead;

    Rows(ResultSet result, ColumnTypes types, Row.Reader<T> reader) {
        this.result = result;
        this.reader = reader;
        row = new Row(result, types);
    }

    @Override
    public boolean hasNext() {
        try {
            ahead = ahead || result.next();
            return ahead;
        } catch (SQLException e) {
            throw new StatementFailure(e);
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ahead = false;
        try {
            return reader.read(row);
        } catch (SQLException e) {
            throw new StatementFailure(e);
        }
    }
}
