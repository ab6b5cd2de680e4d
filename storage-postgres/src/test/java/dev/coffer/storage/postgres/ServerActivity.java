package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** What a server's sessions are doing: a test waits for it. */
public final class ServerActivity {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADVISORY_LOCK =
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = CAST(? AS oid) AND NOT granted";
    private static final String LOCK = "SELECT FROM pg_stat_activity WHERE usename = ? AND wait_event_type = 'Lock'";

    private static final String NONE =
            "SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = ? AND pid <> pg_backend_pid())";
    private static final String GONE =
            "SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = CAST(? AS integer))";

    private static final String OTHERS = """
            SELECT concat_ws(', ', pid, state, wait_event, query) FROM pg_stat_activity
            WHERE usename = current_user AND pid <> pg_backend_pid()
            """;

    private ServerActivity() {}

    /** The other sessions of this URL's role, each with what it does. */
    public static List<String> others(String url) throws SQLException {
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(OTHERS)) {
            List<String> others = new ArrayList<>();
            while (rows.next()) {
                others.add(rows.getString(1));
            }
            return others;
        }
    }

    /** Returns when a session waits for the advisory lock with this number. */
    static void awaitAdvisoryLock(Connection observer, int number) throws SQLException {
        await(observer, ADVISORY_LOCK, Integer.toString(number));
    }

    /** Returns when a session of this role waits for a lock. */
    static void awaitLock(Connection observer, String role) throws SQLException {
        await(observer, LOCK, role);
    }

    /** Returns when the session that serves this connection has ended. */
    static void awaitEnd(Connection observer, Connection served) throws SQLException {
        await(observer, GONE, Integer.toString(served.unwrap(PGConnection.class).getBackendPID()));
    }

    /** Returns when this role has no other session. */
    static void awaitNone(Connection observer, String role) throws SQLException {
        await(observer, NONE, role);
    }

    private static void await(Connection observer, String waiting, String whom) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (PreparedStatement query = observer.prepareStatement(waiting)) {
            query.setString(1, whom);
            boolean found = false;
            while (!found) {
                assertThat(System.nanoTime() - deadline)
                        .as("it happens in time")
                        .isNegative();
                try (ResultSet row = query.executeQuery()) {
                    found = row.next();
                }
            }
        }
    }
}
