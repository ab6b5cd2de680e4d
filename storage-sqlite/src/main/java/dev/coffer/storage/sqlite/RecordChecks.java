package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.AuditCheck;
import dev.coffer.storage.jdbi.CanonicalEmails;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.ExpiredRows;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.SearchIndexCheck;
import dev.coffer.storage.jdbi.Verdict;
import java.util.List;

/** What is stored: what should be gone, and what should not be there. */
final class RecordChecks {
    /** Up to so many of each kind are counted. */
    private static final String EXPIRED = """
            SELECT (SELECT count(*) FROM (SELECT 1 FROM coffer_sessions WHERE expires_at <= :before LIMIT 10001))
              + (SELECT count(*) FROM (SELECT 1 FROM coffer_tokens WHERE expires_at <= :before LIMIT 10001))
              + (SELECT count(*) FROM (SELECT 1 FROM coffer_key_values WHERE expires_at <= :before LIMIT 10001))
              + (SELECT count(*) FROM (SELECT 1 FROM coffer_applied WHERE expires_at <= :before LIMIT 10001))
            """;

    private static final String ORPHANS = "SELECT count(*) FROM pragma_foreign_key_check";

    /** All but those of printable ASCII that are their own canonical form but for capital letters. */
    private static final String UNUSUAL_EMAILS = """
            SELECT email, canonical_email FROM coffer_users
            WHERE email GLOB '*[^!-~]*' OR canonical_email <> lower(email)
            """;

    private static final String TAKEN = """
            SELECT count(*) FROM coffer_users WHERE canonical_email IN (SELECT value FROM json_each(:forms))
            """;
    private static final String SHARED = """
            SELECT count(*) FROM (SELECT 1 FROM coffer_users GROUP BY canonical_email HAVING count(*) > 1)
            """;

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("expired-rows", RecordChecks::expired),
            new Check<>("orphans", RecordChecks::orphans),
            new Check<>("duplicate-emails", RecordChecks::duplicateEmails),
            new Check<>("search-index", RecordChecks::searchIndex),
            new Check<>("audit-log", RecordChecks::auditLog));

    private RecordChecks() {}

    private static Verdict expired(Examination examined) {
        return ExpiredRows.verdict(examined.handle(), EXPIRED, examined.now());
    }

    private static Verdict orphans(Examination examined) {
        long orphans = examined.number(ORPHANS);
        return orphans == 0
                ? Verdict.ok("none")
                : Verdict.fail(
                        orphans + " sessions or tokens without their user",
                        "PRAGMA foreign_key_check names their rows: delete them, and find out who writes without foreign keys");
    }

    private static Verdict auditLog(Examination examined) {
        return AuditCheck.verdict(examined.handle(), SqliteAuditTriggers.INSTANCE, examined.config());
    }

    private static Verdict searchIndex(Examination examined) {
        return new SearchIndexCheck(SqliteTypes.COLUMNS).verdict(examined.handle(), examined.config());
    }

    private static Verdict duplicateEmails(Examination examined) {
        CanonicalEmails emails = new CanonicalEmails(examined.config());
        examined.handle()
                .createQuery(UNUSUAL_EMAILS)
                .map((row, context) -> {
                    emails.add(row.getString(1), row.getString(2));
                    return true;
                })
                .forEach(added -> {});
        long taken = examined.handle()
                .createQuery(TAKEN)
                .bind("forms", JsonDocument.text(List.copyOf(emails.forms())))
                .mapTo(Long.class)
                .one();
        return emails.verdict(taken, examined.number(SHARED));
    }
}
