package dev.coffer.storage.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Stands before a connection, as a pool's proxy does, and tells what was called on it. */
final class WatchedConnection {
    private final Connection connection;
    private final List<String> calls = new ArrayList<>();

    WatchedConnection(Connection connection) {
        this.connection = connection;
    }

    Connection proxy() {
        Class<?>[] types = {Connection.class};
        return (Connection) Proxy.newProxyInstance(types[0].getClassLoader(), types, (proxy, method, arguments) -> {
            calls.add(method.getName() + (arguments == null ? "()" : ""));
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    /** By name; those without arguments with parentheses. */
    List<String> calls() {
        return calls;
    }
}
