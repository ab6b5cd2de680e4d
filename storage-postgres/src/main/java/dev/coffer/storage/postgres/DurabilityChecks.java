package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.util.List;

/** Settings by which what was acknowledged, or all that is stored, can get lost (PostgreSQL manual, 19.5). */
final class DurabilityChecks {
    static final List<Check<Examination>> ALL = List.of(
            new Check<>("fsync", DurabilityChecks::fsync),
            new Check<>("full-page-writes", DurabilityChecks::fullPageWrites),
            new Check<>("synchronous-commit", DurabilityChecks::synchronousCommit));

    private DurabilityChecks() {}

    private static Verdict fsync(Examination examined) {
        return mustBeOn(examined, "fsync", "after a loss of power the database is damaged");
    }

    private static Verdict fullPageWrites(Examination examined) {
        return mustBeOn(examined, "full_page_writes", "a page that was written in part cannot be mended");
    }

    private static Verdict mustBeOn(Examination examined, String setting, String otherwise) {
        return examined.setting(setting).equals("on")
                ? Verdict.ok("on")
                : Verdict.fail("off: " + otherwise, "ALTER SYSTEM SET " + setting + " = on; SELECT pg_reload_conf()");
    }

    private static Verdict synchronousCommit(Examination examined) {
        String value = examined.setting("synchronous_commit");
        boolean replicated = !examined.setting("synchronous_standby_names").isEmpty();
        String advice = "ALTER ROLE " + examined.role() + " SET synchronous_commit = on";
        return switch (value) {
            case "off" -> Verdict.fail("off: writes that were acknowledged are lost when the server crashes", advice);
            case "local", "remote_write" ->
                replicated
                        ? Verdict.warn(value + ": a fail-over loses writes that were acknowledged", advice)
                        : Verdict.ok(value + ", without a synchronous standby");
            default -> Verdict.ok(value);
        };
    }
}
