package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** The server itself: its version, its clock, whether it takes writes and enough connections. */
final class ServerChecks {
    /** The supported ones, each with the day of its last release (postgresql.org/support/versioning). */
    private static final Map<Integer, LocalDate> LAST_RELEASES = Map.of(
            15, LocalDate.of(2027, 11, 11),
            16, LocalDate.of(2028, 11, 9),
            17, LocalDate.of(2029, 11, 8),
            18, LocalDate.of(2030, 11, 14));

    private static final int OLDEST = 15;
    private static final Duration SKEW = Duration.ofSeconds(1);
    private static final Duration LARGE_SKEW = Duration.ofSeconds(30);
    private static final String NOW = "SELECT clock_timestamp()";
    private static final String IN_RECOVERY = "SELECT pg_is_in_recovery()";

    /** Of a session that has just begun: within the transaction of a check others hold. */
    private static final String AT_BEGIN = "SELECT reset_val FROM pg_catalog.pg_settings WHERE name = :name";

    private static final String IN_USE_BY_OTHERS = """
            SELECT count(*) FROM pg_catalog.pg_stat_activity
            WHERE datid IS NOT NULL AND usesysid IS NOT NULL
              AND (usename <> current_user OR application_name <> current_setting('application_name'))
            """;
    private static final String LIMIT_OF_ROLE =
            "SELECT rolconnlimit FROM pg_catalog.pg_roles WHERE rolname = current_user";
    private static final String LIMIT_OF_DATABASE =
            "SELECT datconnlimit FROM pg_catalog.pg_database WHERE datname = current_database()";

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("server-version", ServerChecks::version),
            new Check<>("clock-skew", ServerChecks::clockSkew),
            new Check<>("writable", ServerChecks::writable),
            new Check<>("connections", ServerChecks::connections),
            new Check<>("session-limits", ServerChecks::sessionLimits));

    private ServerChecks() {}

    private static Verdict version(Examination examined) {
        int version = examined.version();
        String observed = "PostgreSQL " + examined.setting("server_version").split(" ", 2)[0];
        if (version < OLDEST) {
            return Verdict.fail(observed + ", older than the oldest supported", "upgrade to 15 or newer");
        }
        LocalDate end = LAST_RELEASES.get(version);
        if (end == null) {
            return Verdict.warn(
                    observed + ", newer than those this version was tested with", "look for a newer Coffer");
        }
        return end.isBefore(LocalDate.ofInstant(examined.now(), ZoneOffset.UTC))
                ? Verdict.warn(observed + " gets no updates since " + end, "upgrade to a newer major version")
                : Verdict.ok(observed);
    }

    private static Verdict clockSkew(Examination examined) {
        Instant before = examined.now();
        Instant server = examined.handle().createQuery(NOW).mapTo(Instant.class).one();
        Duration turn = Duration.between(before, examined.now());
        Duration skew = Duration.between(before.plus(turn.dividedBy(2)), server);
        String observed =
                Examination.time(skew.abs()) + (skew.isNegative() ? " behind" : " ahead of") + " this machine";
        String advice = "let NTP set the clocks of all machines: what expires is decided by the application's";
        Duration least = skew.abs().minus(turn.dividedBy(2));
        if (least.compareTo(LARGE_SKEW) > 0) {
            return Verdict.fail(observed, advice);
        }
        return least.compareTo(SKEW) > 0 ? Verdict.warn(observed, advice) : Verdict.ok(observed);
    }

    private static Verdict writable(Examination examined) {
        boolean standby = examined.is(IN_RECOVERY);
        if (examined.config().readOnly()) {
            return Verdict.ok(standby ? "a standby, and nothing is to be written" : "a primary");
        }
        if (standby) {
            return Verdict.fail(
                    "a standby, which takes no writes", "name all servers in the URL, so that the primary is found");
        }
        return atBegin(examined, "default_transaction_read_only").equals("on")
                ? Verdict.fail(
                        "default_transaction_read_only is on: every write is refused",
                        "ALTER ROLE " + examined.role() + " RESET default_transaction_read_only")
                : Verdict.ok("a primary that takes writes");
    }

    private static String atBegin(Examination examined, String setting) {
        return examined.handle()
                .createQuery(AT_BEGIN)
                .bind("name", setting)
                .mapTo(String.class)
                .findOne()
                .orElse("");
    }

    private static Verdict connections(Examination examined) {
        StorageConfig config = examined.config();
        long reserved = examined.numberSetting("superuser_reserved_connections")
                + examined.numberSetting("reserved_connections"); // since 16
        long free = examined.numberSetting("max_connections") - reserved;
        long limit = LongStream.of(free, examined.number(LIMIT_OF_ROLE), examined.number(LIMIT_OF_DATABASE))
                .filter(value -> value >= 0)
                .min()
                .orElse(free);
        long others = examined.number(IN_USE_BY_OTHERS);
        String observed = "the pools take " + config.poolSize() + " of " + limit + ", others " + others;
        String advice = "make the pools smaller, raise max_connections or the limit of the role, or use PgBouncer";
        if (config.poolSize() > limit) {
            return Verdict.fail(observed, advice);
        }
        return config.poolSize() + others > limit ? Verdict.warn(observed, advice) : Verdict.ok(observed);
    }

    /** Those of a pooler are the role's own. */
    private static Verdict sessionLimits(Examination examined) {
        boolean pooled = examined.config().transactionPooling();
        List<String> missing = List.of("lock_timeout", "idle_in_transaction_session_timeout").stream()
                .filter(name -> atBegin(examined, name).equals("0"))
                .toList();
        if (missing.isEmpty()) {
            return Verdict.ok("lock_timeout and idle_in_transaction_session_timeout hold");
        }
        String observed = String.join(" and ", missing) + (missing.size() == 1 ? " is" : " are") + " not set";
        String role = examined.role();
        Optional<String> advice = missing.stream()
                .map(name -> "ALTER ROLE " + role + " SET " + name + " = '10s'")
                .reduce((one, other) -> one + "; " + other);
        return pooled
                ? Verdict.warn(observed + ", and through a pooler only the role's own can hold", advice.orElseThrow())
                : Verdict.fail(
                        observed + ", though asked for: a pooler has dropped them",
                        "set transactionPooling, as for each storage behind a pooler");
    }
}
