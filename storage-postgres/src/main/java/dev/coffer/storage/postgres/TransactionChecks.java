package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.time.Duration;
import java.util.List;

/** Transactions in the database that keep others waiting, and dead rows from being cleared away. */
final class TransactionChecks {
    private static final Duration LONG = Duration.ofMinutes(15);
    private static final Duration LONG_IDLE = Duration.ofMinutes(1);
    private static final Duration LONG_PREPARED = Duration.ofMinutes(5);

    /** Those of which a role without the rights of pg_read_all_stats learns nothing. */
    private static final String HIDDEN = """
            SELECT count(*) FROM pg_catalog.pg_stat_activity
            WHERE datname = current_database() AND usesysid IS NOT NULL AND NOT pg_has_role(usesysid, 'USAGE')
              AND NOT pg_has_role('pg_read_all_stats', 'USAGE')
            """;

    private static final String LONG_RUNNING = """
            SELECT 'process ' || pid
            FROM pg_catalog.pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
              AND xact_start < :before
            ORDER BY xact_start
            """;
    private static final String IDLE = """
            SELECT 'process ' || pid
            FROM pg_catalog.pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
              AND state LIKE 'idle in transaction%' AND state_change < :before
            ORDER BY state_change
            """;
    private static final String PREPARED = """
            SELECT 'transaction ' || CAST(transaction AS text)
            FROM pg_catalog.pg_prepared_xacts
            WHERE database = current_database() AND prepared < :before
            ORDER BY prepared
            """;

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("long-transactions", TransactionChecks::longRunning),
            new Check<>("idle-transactions", TransactionChecks::idle),
            new Check<>("prepared-transactions", TransactionChecks::prepared));

    private TransactionChecks() {}

    private static Verdict longRunning(Examination examined) {
        return sessions(examined, LONG_RUNNING, LONG, "under way for more than ");
    }

    private static Verdict idle(Examination examined) {
        return sessions(examined, IDLE, LONG_IDLE, "begun, and idle for more than ");
    }

    private static Verdict sessions(Examination examined, String question, Duration time, String doing) {
        List<String> found = before(examined, question, time);
        if (!found.isEmpty()) {
            return Verdict.warn(
                    doing + Examination.time(time) + ": " + Listed.of(found),
                    "find out whose it is (pg_stat_activity), or SELECT pg_terminate_backend("
                            + found.get(0).replaceAll("\\D", "") + ")");
        }
        long hidden = examined.number(HIDDEN);
        return hidden == 0
                ? Verdict.ok("none")
                : Verdict.warn(hidden + " sessions of other roles cannot be seen", examined.statisticsGrant());
    }

    private static Verdict prepared(Examination examined) {
        List<String> found = before(examined, PREPARED, LONG_PREPARED);
        return found.isEmpty()
                ? Verdict.ok("none")
                : Verdict.warn(
                        "prepared for more than " + Examination.time(LONG_PREPARED) + ": " + Listed.of(found),
                        "COMMIT PREPARED or ROLLBACK PREPARED by the gid in pg_prepared_xacts");
    }

    private static List<String> before(Examination examined, String question, Duration time) {
        return examined.handle()
                .createQuery(question)
                .bind("before", examined.now().minus(time))
                .mapTo(String.class)
                .list();
    }
}
