package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Row;

/**
 * A row of a batch's result, and the request that it is for.
 *
 * @param value what was read
 * @param element which request, from 1; negative if the value was too large to be sent, and is incomplete
 */
record BatchRow<T>(T value, int element) {
    /** Reads a value, and the element in this column. */
    static <T> Row.Reader<BatchRow<T>> reader(Row.Reader<T> value, int column) {
        return row -> new BatchRow<>(value.read(row), Math.toIntExact(row.number(column)));
    }

    /** Which request, from 0. */
    int index() {
        return Math.abs(element) - 1;
    }

    /** Whether the request has to be served alone. */
    boolean isTooLarge() {
        return element < 0;
    }
}
