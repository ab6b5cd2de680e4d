package dev.coffer.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.postgresql.jdbc.PgConnection;

/**
 * Has the server plan anew, now and then, what it has prepared on a connection. A plan for whatever array there may be, which was
 * made when a table was tiny, reads the whole table; and the server keeps it until somebody has the table analysed.
 */
final class PlanAges {
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();

    private final LongSupplier ticker;
    private final RoundTrip roundTrip;
    private final boolean keepsPlans;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PgConnection, Long> plannedAt = new WeakHashMap<>();

    /**
     * On a clock in nanoseconds.
     *
     * @param roundTrip learns how long it takes
     * @param keepsPlans whether anything is prepared on a connection: behind a pooler nothing is
     */
    PlanAges(LongSupplier ticker, RoundTrip roundTrip, boolean keepsPlans) {
        this.ticker = ticker;
        this.roundTrip = roundTrip;
        this.keepsPlans = keepsPlans;
    }

    /** Costs a round trip once in a minute for each connection. */
    void renew(Connection connection) throws SQLException {
        if (keepsPlans && isOld(connection.unwrap(PgConnection.class))) {
            long begun = System.nanoTime();
            try (Statement statement = connection.createStatement()) {
                statement.execute("DISCARD PLANS");
            }
            roundTrip.took(System.nanoTime() - begun);
        }
    }

    private boolean isOld(PgConnection connection) {
        long now = ticker.getAsLong();
        lock.lock();
        try {
            Long last = plannedAt.get(connection);
            boolean old = last == null || now - last > LONGEST;
            if (old) {
                plannedAt.put(connection, now);
            }
            return old;
        } finally {
            lock.unlock();
        }
    }
}
