package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.PoolSource;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections for a pool. Tries a server that is away again and again, until it is back or the pool is closed: left to itself the
 * pool would wait longer and longer between two tries, and its callers for a server that has long been back.
 */
final class PatientConnections extends PoolSource implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_LOGIN_AT_CLOSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofSeconds(1); // of a login, which may be counted

    private final Login login;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable RuntimeException lastFailure;

    PatientConnections(Login login) {
        super(LONGEST_LOGIN_AT_CLOSE);
        this.login = login;
    }

    /** Why there is no new connection now. */
    Optional<RuntimeException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            try {
                Connection connection = login.connect();
                lastFailure = null;
                return unlessClosed(connection);
            } catch (SQLException | StorageException e) {
                RuntimeException failure = PostgresErrors.translate(e, Phase.CONNECT);
                lastFailure = failure;
                if (closedDuring(failure instanceof Unavailable ? PAUSE : PAUSE_AFTER_REFUSAL)) {
                    throw e;
                }
            }
        }
    }

    /** The pool forgets a connection that comes after its end. */
    private Connection unlessClosed(Connection connection) throws SQLException {
        if (closed.getCount() == 0) {
            connection.close();
            throw new SQLException("closed while it was connecting");
        }
        return connection;
    }

    private boolean closedDuring(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends all trying. */
    @Override
    public void close() {
        closed.countDown();
    }
}
