package dev.coffer.storage.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.Health;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Unavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections of the host's own pool. They go back as they came; whether they live is for that pool to know. */
final class HostConnections implements ConnectionSource {
    private static final Logger LOG = LoggerFactory.getLogger(HostConnections.class);
    private static final int OURS = Connection.TRANSACTION_READ_COMMITTED;

    private final DataSource pool;

    /** Of the first connection, because to ask each takes a round trip. */
    private volatile @Nullable Integer isolation;

    private volatile long heardAt = System.nanoTime();

    HostConnections(DataSource pool) {
        DriverLog.leaveOutValues();
        this.pool = pool;
    }

    @Override
    public Connection lease(boolean proven) throws SQLException {
        Connection connection = pool.getConnection();
        try {
            return asWeNeedIt(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Connection asWeNeedIt(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PgConnection.class)) {
            throw new InvalidInput("dataSource", "must give connections of the PostgreSQL driver");
        }
        demandNoTransaction(connection.unwrap(PgConnection.class));
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        int level = isolation(connection);
        if (level != OURS) {
            connection.setTransactionIsolation(OURS);
        }
        return autoCommit && level == OURS ? connection : restoring(connection, autoCommit, level);
    }

    /** Auto-commit would commit it, and it is not ours to write in. */
    private static void demandNoTransaction(PgConnection connection) {
        if (connection.getTransactionState() != TransactionState.IDLE) {
            throw new InvalidInput(
                    "dataSource", "must not give the connection of a running transaction: PostgresStorage.on joins it");
        }
    }

    private int isolation(Connection connection) throws SQLException {
        Integer known = isolation;
        if (known == null) {
            known = connection.getTransactionIsolation();
            isolation = known;
        }
        return known;
    }

    /** A connection that is put right before it is closed. */
    private static Connection restoring(Connection connection, boolean autoCommit, int level) {
        Class<?>[] types = {Connection.class};
        return (Connection) Proxy.newProxyInstance(types[0].getClassLoader(), types, (proxy, method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                restore(connection, autoCommit, level);
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static void restore(Connection connection, boolean autoCommit, int level) {
        try {
            if (level != OURS) {
                connection.setTransactionIsolation(level);
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException lost) {
            LOG.atDebug().addKeyValue("sqlstate", lost.getSQLState()).log("a connection goes back lost");
        }
    }

    @Override
    public void heard() {
        heardAt = System.nanoTime();
    }

    /** Of HikariCP's, which most hosts have. */
    @Override
    public Optional<Health.Pool> pool() {
        return pool instanceof HikariDataSource known ? ConnectionPool.figures(known, 0) : Optional.empty();
    }

    @Override
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    @Override
    public RuntimeException failed(Connection connection, RuntimeException error) {
        return error instanceof ReadOnly && ConnectionPool.onStandby(connection)
                ? new Unavailable("the server is a standby now", error)
                : error;
    }

    @Override
    public void discard(Connection connection) {
        Connections.abort(connection);
    }

    /** Leaves the pool open: it is the host's. */
    @Override
    public void close() {}
}
