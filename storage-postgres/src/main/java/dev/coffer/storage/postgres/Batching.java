package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.jdbi.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the queues of a storage, one for each kind of request. */
final class Batching {
    private static final Duration SHORT_LOCK_WAIT = Duration.ofMillis(20);
    private static final int ALONE_SHARE = 4;

    private final PooledDatabase database;
    private final RoundTrip roundTrip;
    private final Duration patience;
    private final Duration lockWait;
    private final Duration shortLockWait;
    private final int mostAlone;

    /** On the connections of this database. */
    Batching(PooledDatabase database, StorageConfig config, RoundTrip roundTrip) {
        this.database = database;
        this.roundTrip = roundTrip;
        patience = ConnectionPool.longestWait(config);
        lockWait = config.lockTimeout();
        shortLockWait = lockWait.compareTo(SHORT_LOCK_WAIT) < 0 ? lockWait : SHORT_LOCK_WAIT;
        mostAlone = Math.max(1, config.poolSize() / ALONE_SHARE);
    }

    PooledDatabase database() {
        return database;
    }

    /** A statement for many requests; see {@link BatchStatement#all}. */
    @FunctionalInterface
    interface Many<Q, R> {
        List<@Nullable R> on(SqlConnection connection, List<Q> requests);
    }

    /** A statement for many requests that write. */
    @FunctionalInterface
    interface ManyWrites<Q, R> {
        /**
         * See {@link BatchStatement#all}.
         *
         * @param lockTimeout what the statement sets before it locks a row
         */
        List<@Nullable R> on(SqlConnection connection, List<Q> requests, String lockTimeout);
    }

    /** For requests that change nothing. */
    <Q, R> BatchQueue<Q, R> reads(Function<Q, R> one, Many<Q, R> many) {
        return new BatchQueue<>(
                new BatchStatement<>() {
                    @Override
                    public R one(Q request) {
                        return one.apply(request);
                    }

                    @Override
                    public List<@Nullable R> all(Supplier<List<Q>> requests, Duration lockWait) {
                        return database.read(connection -> many.on(connection, requests.get()));
                    }

                    @Override
                    public RuntimeException brokenOff(Throwable cause) {
                        return new Unavailable("the thread that read for several broke off", cause);
                    }
                },
                patience,
                roundTrip);
    }

    /** For requests that write. */
    <Q, R> BatchQueue<Q, R> writes(Function<Q, R> one, ManyWrites<Q, R> many, Function<Q, Object> rowOf) {
        return new WriteBatchQueue<>(
                new BatchStatement<>() {
                    @Override
                    public R one(Q request) {
                        return one.apply(request);
                    }

                    @Override
                    public List<@Nullable R> all(Supplier<List<Q>> requests, Duration lockWait) {
                        String lockTimeout = lockWait.toMillis() + "ms";
                        return database.write(connection -> many.on(connection, requests.get(), lockTimeout));
                    }

                    @Override
                    public RuntimeException brokenOff(Throwable cause) {
                        return new UnknownOutcome("the thread that wrote for several broke off", cause);
                    }
                },
                patience,
                roundTrip,
                rowOf,
                mostAlone,
                shortLockWait,
                lockWait);
    }
}
