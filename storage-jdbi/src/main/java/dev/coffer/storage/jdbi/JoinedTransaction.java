package dev.coffer.storage.jdbi;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.StorageConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A database within a transaction of the host, who may have ended it or closed the connection since the last call. */
public final class JoinedTransaction implements Database {
    private final Connection connection;
    private final Probe probe;
    private final Database database;
    private final boolean readOnly;

    /** The database that is on this connection. */
    public JoinedTransaction(Connection connection, Probe probe, Database database, StorageConfig config) {
        this.connection = connection;
        this.probe = probe;
        this.database = database;
        readOnly = config.readOnly();
    }

    /** Tells whether a connection of a driver, which is open, is in a transaction that the host has begun. */
    @FunctionalInterface
    public interface Probe {
        /** Whether it is. */
        boolean inTransaction(Connection connection) throws SQLException;
    }

    /**
     * Demands a connection that is in a transaction and has this driver below what a pool may have put around it.
     *
     * @throws IllegalStateException if it is closed, or in no transaction
     * @throws InvalidInput {@code connection} if it is of another driver; what is null
     */
    public static void demand(
            Connection connection, Class<? extends Connection> driver, Probe probe, StorageConfig config) {
        demandGiven("connection", connection);
        demandGiven("config", config);
        demandRunning(connection, open -> {
            if (!open.isWrapperFor(driver)) {
                throw new InvalidInput("connection", "must be a " + driver.getName());
            }
            return probe.inTransaction(open);
        });
    }

    private static void demandGiven(String name, @Nullable Object value) {
        if (value == null) {
            throw new InvalidInput(name, "must not be null");
        }
    }

    private static void demandRunning(Connection connection, Probe probe) {
        try {
            if (connection.isClosed()) {
                throw new IllegalStateException("the connection is closed, so its transaction has ended");
            }
            if (!probe.inTransaction(connection)) {
                throw new IllegalStateException(
                        "the connection is in auto-commit mode: there is no transaction to join before setAutoCommit(false)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the connection does not answer: it was closed or lost", e);
        }
    }

    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        demandRunning(connection, probe);
        return database.read(work);
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        demandWritable();
        return database.write(work);
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        demandWritable();
        return database.atomic(work);
    }

    private void demandWritable() {
        demandRunning(connection, probe);
        if (readOnly) {
            throw new ReadOnly("the configuration is for reading only", null);
        }
    }
}
