package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.time.Duration;
import java.util.List;

/** Whether standbys follow, and nothing waits for one that is not there. */
final class ReplicationChecks {
    private static final Duration LATE = Duration.ofSeconds(30);

    private static final String IN_RECOVERY = "SELECT pg_is_in_recovery()";
    private static final String STREAMING = "SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver)";
    private static final String REPLAY_LATE = """
            SELECT pg_last_wal_receive_lsn() <> pg_last_wal_replay_lsn() AND pg_last_xact_replay_timestamp() < :before
            """;
    private static final String STANDBYS = "SELECT count(*) FROM pg_catalog.pg_stat_replication";
    private static final String HIDDEN = "SELECT count(*) FROM pg_catalog.pg_stat_replication WHERE state IS NULL";

    /** 64 MiB behind, or so long. */
    private static final String LATE_STANDBYS = """
            SELECT 'process ' || pid || ' by ' || pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))
            FROM pg_catalog.pg_stat_replication
            WHERE pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) > 67108864 OR replay_lag > CAST(:late AS interval)
            ORDER BY pid
            """;

    private static final String IDLE_SLOTS = """
            SELECT slot_name || coalesce(' (' || wal_status || ')', '')
            FROM pg_catalog.pg_replication_slots
            WHERE NOT active AND NOT temporary
            ORDER BY 1
            """;
    private static final String SYNCHRONOUS = """
            SELECT count(*) FROM pg_catalog.pg_stat_replication WHERE sync_state IN ('sync', 'quorum')
            """;

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("replication-lag", ReplicationChecks::lag),
            new Check<>("replication-slots", ReplicationChecks::slots),
            new Check<>("synchronous-standby", ReplicationChecks::synchronous));

    private ReplicationChecks() {}

    private static Verdict lag(Examination examined) {
        return examined.is(IN_RECOVERY) ? ofStandby(examined) : ofPrimary(examined);
    }

    private static Verdict ofStandby(Examination examined) {
        if (!examined.is(STREAMING)) {
            return Verdict.warn(
                    "this standby does not hear of its primary", "look at primary_conninfo and at the standby's log");
        }
        boolean late = examined.handle()
                .createQuery(REPLAY_LATE)
                .bind("before", examined.now().minus(LATE))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
        return late
                ? Verdict.warn(
                        "this standby is more than " + Examination.time(LATE) + " late",
                        "end the long reads on it (pg_stat_activity), or SELECT pg_wal_replay_resume()")
                : Verdict.ok("this standby follows");
    }

    private static Verdict ofPrimary(Examination examined) {
        List<String> late = examined.handle()
                .createQuery(LATE_STANDBYS)
                .bind("late", LATE.toString())
                .mapTo(String.class)
                .list();
        if (!late.isEmpty()) {
            return Verdict.warn("late: " + Listed.of(late), "look at the standby's log and the network between them");
        }
        return hidden(examined, Verdict.ok(examined.number(STANDBYS) + " standbys, none late"));
    }

    private static Verdict hidden(Examination examined, Verdict otherwise) {
        long hidden = examined.number(HIDDEN);
        return hidden == 0
                ? otherwise
                : Verdict.warn(hidden + " standbys whose state the role may not see", examined.statisticsGrant());
    }

    private static Verdict slots(Examination examined) {
        List<String> idle =
                examined.handle().createQuery(IDLE_SLOTS).mapTo(String.class).list();
        return idle.isEmpty()
                ? Verdict.ok("none without a reader")
                : Verdict.warn(
                        "nobody reads " + Listed.of(idle) + ": the log is kept for it until the disk is full",
                        "bring its reader back, or SELECT pg_drop_replication_slot(…)");
    }

    private static Verdict synchronous(Examination examined) {
        if (examined.setting("synchronous_standby_names").isEmpty()) {
            return Verdict.ok("none asked for");
        }
        if (examined.is(IN_RECOVERY) || examined.number(SYNCHRONOUS) > 0) {
            return Verdict.ok("connected");
        }
        return hidden(
                examined,
                Verdict.fail(
                        "synchronous_standby_names asks for a standby, and none is connected: each commit waits",
                        "bring the standby back, or set synchronous_standby_names = '' and reload"));
    }
}
