package dev.coffer.storage.jdbi;

import java.sql.Connection;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Handles on connections that are there already. They share what Jdbi learns: to learn it anew costs ten times a read. */
public final class ConnectionHandles {
    private static final ThreadLocal<Connection> NEXT = new ThreadLocal<>();

    private final Jdbi jdbi;

    /** Configured in this way. */
    public ConnectionHandles(Function<ConnectionFactory, Jdbi> configuration) {
        jdbi = configuration.apply(NEXT::get);
    }

    /** A handle that must not be closed, as that would close the connection. */
    public Handle on(Connection connection) {
        NEXT.set(connection);
        try {
            return jdbi.open();
        } finally {
            NEXT.remove();
        }
    }
}
