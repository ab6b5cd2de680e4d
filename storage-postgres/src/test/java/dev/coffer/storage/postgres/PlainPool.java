package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.postgresql.jdbc.PgConnection;

/** A pool of one connection, which puts nothing right by itself and remembers how it came back. */
final class PlainPool {
    private final Connection connection;
    private final List<Map<String, String>> returned = new ArrayList<>();
    private boolean lent;

    PlainPool(Connection connection) {
        this.connection = connection;
    }

    /** How it came back, each time. */
    List<Map<String, String>> returned() {
        assertThat(lent).isFalse();
        return returned;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("getConnection");
            assertThat(lent).as("whether a second one is asked for").isFalse();
            lent = true;
            return lend();
        });
    }

    private Connection lend() {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                if (lent) {
                    returned.add(state());
                }
                lent = false;
                return proxy;
            }
            try {
                return method.getName().equals("isClosed") ? !lent : method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        Class<?>[] types = {type};
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, handler));
    }

    /** All that one can set in a session, and whether it is in a transaction. */
    Map<String, String> state() throws SQLException {
        Map<String, String> state = new TreeMap<>();
        state.put(
                "transaction",
                connection.unwrap(PgConnection.class).getTransactionState().name());
        state.put("auto-commit", Boolean.toString(connection.getAutoCommit()));
        state.put("read-only", Boolean.toString(connection.isReadOnly()));
        state.put("network timeout", Integer.toString(connection.getNetworkTimeout()));
        state.put("holdability", Integer.toString(connection.getHoldability()));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, setting FROM pg_settings")) {
            while (rows.next()) {
                state.put(rows.getString(1), rows.getString(2));
            }
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        return state;
    }
}
