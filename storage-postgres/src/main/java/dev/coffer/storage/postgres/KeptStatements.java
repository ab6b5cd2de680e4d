package dev.coffer.storage.postgres;

import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postgresql.jdbc.PgConnection;

/**
 * The statements of a connection of ours, which stay open: to look one up in the driver's cache, and to go through the pool's
 * proxies, takes more processor time than all else that is done for a short read (docs/benchmarks.md). There are no more of them
 * than we have texts, and all are for one schema.
 */
final class KeptStatements implements StatementSource {
    /**
     * How long the server may keep a plan. One for whatever array there may be, which was made when a table was tiny, reads the
     * whole table, until somebody has it analysed.
     */
    private static final long OLDEST_PLAN = Duration.ofMinutes(1).toNanos();

    /** Sooner, as the server is perhaps not as far away as it seemed. */
    private static final long OLDEST_PLAN_FAR_AWAY = Duration.ofSeconds(5).toNanos();

    private final PgConnection connection;
    private final Optional<RoundTrip> measured;
    private long plannedAt;
    private final Map<String, PreparedStatement> idle = new HashMap<>();

    /**
     * Of a connection.
     *
     * @param measured learns how far away the server is; none if nothing is prepared there, as behind a pooler
     */
    KeptStatements(PgConnection connection, Optional<RoundTrip> measured) {
        this.connection = connection;
        this.measured = measured;
        plannedAt = measured.map(RoundTrip::now).orElse(0L);
    }

    @Override
    public PreparedStatement take(String sql, SchemaNames names) throws SQLException {
        if (measured.isPresent()) {
            renewPlans(measured.get());
        }
        PreparedStatement known = idle.remove(sql);
        return known == null ? connection.prepareStatement(names.qualify(sql)) : known;
    }

    private void renewPlans(RoundTrip roundTrip) {
        long now = roundTrip.now();
        if (now - plannedAt < (roundTrip.isNear() ? OLDEST_PLAN : OLDEST_PLAN_FAR_AWAY)) {
            return;
        }
        plannedAt = now;
        long begun = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            statement.execute("DISCARD PLANS");
            roundTrip.took(System.nanoTime() - begun);
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT); // nothing else was sent
        }
    }

    /** Lets go of the values that were bound, which may be large. */
    @Override
    public void giveBack(String sql, PreparedStatement statement) throws SQLException {
        statement.clearParameters();
        PreparedStatement other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
    }
}
