package dev.coffer.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Health;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.PoolMetrics;
import dev.coffer.storage.jdbi.PoolName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;

/** Our own connections. */
final class ConnectionPool implements ConnectionSource {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250); // HikariCP takes no less
    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEEPALIVE_TIME = Duration.ofSeconds(60);
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(15);

    /** HikariCP itself asks a connection that was idle for longer than half a second whether it lives. */
    private static final Duration UNASKED_BY_THE_POOL = Duration.ofSeconds(1);

    /** After so long without a word from the server a write asks first. */
    private static final Duration SILENCE = Duration.ofMillis(10);

    private final boolean behindPooler; // which does not tell what became of the server
    private final boolean renewable; // the login, by its source
    private final PatientConnections connections;
    private final PoolName name;
    private final HikariDataSource pool;
    private final RoundTrip roundTrip;
    private final Map<PgConnection, StatementSource> statements = new ConcurrentHashMap<>();
    private volatile long heardAt = System.nanoTime();
    private volatile long lostAt = heardAt - UNASKED_BY_THE_POOL.toNanos();

    /**
     * Of a storage.
     *
     * @param roundTrip learns how far away the server is
     */
    ConnectionPool(Login login, StorageConfig config, String name, RoundTrip roundTrip) {
        this.roundTrip = roundTrip;
        behindPooler = config.transactionPooling();
        renewable = login.credentials().isPresent();
        connections = new PatientConnections(login);
        this.name = PoolName.like(name);
        pool = new HikariDataSource(settings(config));
        PoolMetrics.show(config, this.name, pool::setMetricRegistry);
    }

    private HikariConfig settings(StorageConfig config) {
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(connections);
        settings.setPoolName(name.toString());
        settings.setMaximumPoolSize(config.poolSize());
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(longestWait(config).toMillis());
        settings.setValidationTimeout(Math.min(settings.getConnectionTimeout(), VALIDATION_TIMEOUT.toMillis()));
        settings.setKeepaliveTime(KEEPALIVE_TIME.toMillis());
        settings.setMaxLifetime(MAX_LIFETIME.toMillis());
        settings.setInitializationFailTimeout(-1);
        return settings;
    }

    /** How long a call waits for a connection. */
    static Duration longestWait(StorageConfig config) {
        return config.lockTimeout().compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : config.lockTimeout();
    }

    @Override
    public Connection lease(boolean proven) throws SQLException {
        long deadline = System.nanoTime()
                + Duration.ofMillis(pool.getConnectionTimeout()).toNanos();
        while (true) {
            Connection connection = borrow();
            long asked = System.nanoTime();
            if (trusted(proven) || alive(connection)) {
                return connection;
            }
            discard(connection);
            if (Thread.currentThread().isInterrupted()) { // which ends what a virtual thread reads from
                throw new Unavailable("interrupted while asking whether a connection lives", null);
            }
            if (System.nanoTime() - asked > VALIDATION_TIMEOUT.toNanos()) {
                retireAll(); // there is no answer at all: to ask the others would take as long for each
            }
            if (System.nanoTime() - deadline > 0) {
                throw new Unavailable("no connection to the server was found alive in time", null);
            }
        }
    }

    private Connection borrow() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            throw connections.lastFailure().orElseThrow(() -> e);
        }
    }

    private boolean trusted(boolean proven) {
        long now = System.nanoTime();
        return now - lostAt > UNASKED_BY_THE_POOL.toNanos() && (!proven || now - heardAt < SILENCE.toNanos());
    }

    private boolean alive(Connection connection) throws SQLException {
        long asked = System.nanoTime();
        boolean alive = connection.isValid(Math.toIntExact(VALIDATION_TIMEOUT.toSeconds()));
        if (alive) {
            roundTrip.took(System.nanoTime() - asked);
            heard();
        }
        return alive;
    }

    @Override
    public StatementSource statements(Connection leased) throws SQLException {
        PgConnection physical = leased.unwrap(PgConnection.class);
        StatementSource known = statements.get(physical);
        return known == null ? keep(physical) : known;
    }

    private StatementSource keep(PgConnection physical) {
        statements.keySet().removeIf(CredentialUse::isClosed);
        return statements.computeIfAbsent(
                physical,
                connection -> new KeptStatements(connection, behindPooler ? Optional.empty() : Optional.of(roundTrip)));
    }

    @Override
    public void heard() {
        heardAt = System.nanoTime();
    }

    @Override
    public Optional<Health.Pool> pool() {
        return figures(pool, roundTrip.callers());
    }

    /**
     * How a pool of HikariCP's is used.
     *
     * @param callers who want something that one connection may give to many
     */
    static Optional<Health.Pool> figures(HikariDataSource pool, int callers) {
        return Optional.ofNullable(pool.getHikariPoolMXBean()).map(bean -> {
            int active = bean.getActiveConnections();
            int waiting = bean.getThreadsAwaitingConnection() + Math.max(0, callers - active);
            return new Health.Pool(active, bean.getIdleConnections(), waiting, pool.getMaximumPoolSize());
        });
    }

    @Override
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    @Override
    public RuntimeException failed(Connection connection, RuntimeException error) {
        if (PostgresErrors.connectionLost(error)) {
            lostAt = System.nanoTime();
            discard(connection); // which the pool does not know, as statements go past it
            return error;
        }
        if (error instanceof ReadOnly && (behindPooler || onStandby(connection))) {
            retireAll();
            return new Unavailable("the server is a standby now", error);
        }
        if (error instanceof AccessDenied && renewable) { // perhaps the role is gone, as the next connection will show
            discard(connection);
        }
        return error;
    }

    @Override
    public void discard(Connection connection) {
        pool.evictConnection(connection);
    }

    /** The server tells each session of its own accord since version 14. */
    static boolean onStandby(Connection connection) {
        try {
            return "on".equals(connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"));
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes what is idle now, and what is in use when it comes back. */
    void retireAll() {
        Optional.ofNullable(pool.getHikariPoolMXBean()).ifPresent(bean -> bean.softEvictConnections());
    }

    @Override
    public void close() {
        connections.close();
        pool.close();
        name.close();
    }
}
