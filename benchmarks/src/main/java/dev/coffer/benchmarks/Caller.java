package dev.coffer.benchmarks;

import java.sql.SQLException;

/** What one thread does again and again. */
@FunctionalInterface
public interface Caller extends AutoCloseable {
    /**
     * Makes one call and looks at what came back.
     *
     * @return false if it was refused, as by a lock that it did not get
     */
    boolean call() throws Exception;

    @Override
    default void close() throws SQLException {}
}
