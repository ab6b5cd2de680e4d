package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.requests.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who locks one key-value for 100 ms, again and again. */
final class LockedRow implements AutoCloseable {
    private static final String LOCK =
            "SELECT version FROM coffer_key_values WHERE namespace = ? AND id = ? AND key = ? FOR UPDATE";
    private static final long LOCKED_MILLIS = 100;

    private final CountDownLatch end = new CountDownLatch(1);
    private final Connection connection;
    private final Thread thread = new Thread(this::run);

    LockedRow(String url) throws SQLException {
        connection = PostgresServer.connect(url);
        connection.setAutoCommit(false);
        thread.start();
    }

    private void run() {
        try (connection;
                PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, Sample.NAMESPACE);
            lock.setString(2, Sample.HOT.id());
            lock.setString(3, Sample.HOT.key());
            boolean ended = false;
            while (!ended) {
                lock.executeQuery().close();
                ended = end.await(LOCKED_MILLIS, TimeUnit.MILLISECONDS);
                connection.commit();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
