package dev.coffer.storage.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.Health;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.PoolMetrics;
import dev.coffer.storage.jdbi.PoolName;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The connections that read beside the writer, each seeing what was committed when its statement began. */
final class Readers implements AutoCloseable {
    private static final long SHORTEST_WAIT_MILLIS = 250; // HikariCP takes no less

    private final PoolName name = PoolName.like("coffer-sqlite-readers");
    private final HikariDataSource pool;
    private final FileIdentity identity;
    private final Duration readTimeout;

    Readers(Path file, OpenMode mode, FileIdentity identity, StorageConfig config) {
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(new ReaderSource(file, mode, identity, config.lockTimeout()));
        settings.setPoolName(name.toString());
        settings.setMaximumPoolSize(config.poolSize());
        settings.setReadOnly(mode != OpenMode.WRITE); // as the connections are: the driver refuses to change it
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(
                Math.max(SHORTEST_WAIT_MILLIS, config.lockTimeout().toMillis()));
        settings.setMaxLifetime(0); // a connection to a file does not grow stale
        settings.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(settings);
        PoolMetrics.show(config, name, pool::setMetricRegistry);
        this.identity = identity;
        readTimeout = config.readTimeout();
    }

    <T> T read(Function<SqlConnection, T> work) {
        try (Connection lease = connection()) {
            SqliteConnection connection = SqliteConnection.of(lease);
            return connection.limited(readTimeout, () -> work.apply(connection.statements()));
        } catch (Throwable e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    /** A reader for the caller alone, until it closes the connection. */
    Connection lease() {
        try {
            return connection();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    void demandFile() {
        try {
            identity.demand();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    Optional<Health.Pool> pool() {
        return Optional.ofNullable(pool.getHikariPoolMXBean())
                .map(bean -> new Health.Pool(
                        bean.getActiveConnections(),
                        bean.getIdleConnections(),
                        bean.getThreadsAwaitingConnection(),
                        pool.getMaximumPoolSize()));
    }

    private Connection connection() throws SQLException {
        identity.demandNowAndThen();
        return pool.getConnection();
    }

    @Override
    public void close() {
        pool.close();
        name.close();
    }
}
