package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.util.List;
import java.util.stream.Stream;

/** Whether what is dead is cleared away in time. */
final class VacuumChecks {
    private static final String BLOATED = """
            SELECT s.relname || ' (' || s.n_dead_tup || ' dead rows beside ' || s.n_live_tup || ', last vacuumed '
              || coalesce(CAST(CAST(greatest(s.last_vacuum, s.last_autovacuum) AS date) AS text), 'never') || ')'
            FROM pg_catalog.pg_stat_user_tables s
            WHERE s.schemaname = :schema AND s.relname LIKE 'coffer\\_%'
              AND s.n_dead_tup >= 10000 AND s.n_dead_tup > 0.25 * (s.n_live_tup + s.n_dead_tup)
            ORDER BY s.n_dead_tup DESC
            """;
    private static final String FIRST_BLOATED = """
            SELECT s.relname
            FROM pg_catalog.pg_stat_user_tables s
            WHERE s.schemaname = :schema AND s.relname LIKE 'coffer\\_%'
            ORDER BY s.n_dead_tup DESC LIMIT 1
            """;

    private static final String WITHOUT_AUTOVACUUM = """
            SELECT t.relname
            FROM pg_catalog.pg_class t
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
              CROSS JOIN pg_options_to_table(t.reloptions) AS o
            WHERE n.nspname = :schema AND t.relname LIKE 'coffer\\_%'
              AND o.option_name = 'autovacuum_enabled' AND NOT CAST(o.option_value AS boolean)
            ORDER BY 1
            """;

    /** Of the whole server, which stops when one database runs out. */
    private static final String OLDEST =
            "SELECT greatest(max(age(datfrozenxid)), max(mxid_age(datminmxid))) FROM pg_catalog.pg_database";

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("dead-rows", VacuumChecks::deadRows),
            new Check<>("autovacuum", VacuumChecks::autovacuum),
            new Check<>("transaction-ids", VacuumChecks::transactionIds));

    private VacuumChecks() {}

    private static Verdict deadRows(Examination examined) {
        List<String> bloated = examined.names(BLOATED);
        return bloated.isEmpty()
                ? Verdict.ok("few")
                : Verdict.warn(
                        Listed.of(bloated),
                        "VACUUM (ANALYZE) "
                                + examined.schema()
                                        .qualified(examined.names(FIRST_BLOATED).get(0))
                                + "; if they stay, a long transaction keeps them");
    }

    private static Verdict autovacuum(Examination examined) {
        List<String> off = Stream.of("autovacuum", "track_counts")
                .filter(name -> examined.setting(name).equals("off"))
                .toList();
        if (!off.isEmpty()) {
            return Verdict.fail(
                    Listed.of(off) + " is off: tables grow, until the server stops",
                    "ALTER SYSTEM SET " + off.get(0) + " = on; SELECT pg_reload_conf()");
        }
        List<String> tables = examined.names(WITHOUT_AUTOVACUUM);
        return tables.isEmpty()
                ? Verdict.ok("on")
                : Verdict.warn(
                        "off for " + Listed.of(tables),
                        "ALTER TABLE " + examined.schema().qualified(tables.get(0)) + " RESET (autovacuum_enabled)");
    }

    private static Verdict transactionIds(Examination examined) {
        long age = examined.number(OLDEST);
        long due = examined.numberSetting("autovacuum_freeze_max_age");
        String observed = "the oldest is " + age + " transactions old";
        String advice =
                "end what is long under way (see long-transactions, prepared-transactions, replication-slots), then"
                        + " VACUUM (FREEZE) the database";
        if (age > Math.max(2 * due, examined.numberSetting("vacuum_failsafe_age"))) {
            return Verdict.fail(observed + ", and the server stops at 2 thousand million", advice);
        }
        return age > 2 * due
                ? Verdict.warn(observed + ", twice as old as autovacuum should let it become", advice)
                : Verdict.ok(observed);
    }
}
