package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.AuditCheck;
import dev.coffer.storage.jdbi.CanonicalEmails;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.ExpiredRows;
import dev.coffer.storage.jdbi.SearchIndexCheck;
import dev.coffer.storage.jdbi.Verdict;
import dev.coffer.storage.spi.Finding;
import java.util.List;

/** What is stored: what should be gone, and what should not be there. */
final class RecordChecks {
    private static final int FETCHED = 1_000;

    /** Up to so many of each kind are counted. */
    private static final String EXPIRED = """
            SELECT count(*)
            FROM (
                (SELECT FROM coffer_sessions WHERE expires_at <= :before LIMIT 10001)
                UNION ALL (SELECT FROM coffer_tokens WHERE expires_at <= :before LIMIT 10001)
                UNION ALL (SELECT FROM coffer_key_values WHERE expires_at <= :before LIMIT 10001)
                UNION ALL (SELECT FROM coffer_applied WHERE expires_at <= :before LIMIT 10001)
              ) AS expired
            """;

    private static final String ORPHANS = """
            SELECT (
                SELECT count(*) FROM coffer_sessions s
                WHERE NOT EXISTS (SELECT FROM coffer_users u WHERE u.id = s.user_id)
              ) + (
                SELECT count(*) FROM coffer_tokens t
                WHERE NOT EXISTS (SELECT FROM coffer_users u WHERE u.id = t.user_id)
              )
            """;

    /** All but those of printable ASCII that are their own canonical form but for capital letters. */
    private static final String UNUSUAL_EMAILS = """
            SELECT email, canonical_email FROM coffer_users
            WHERE email COLLATE "C" !~ '^[!-~]+$' OR canonical_email <> lower(email COLLATE "C")
            """;

    private static final String TAKEN = """
            SELECT count(*) FROM coffer_users WHERE canonical_email = ANY (:forms)
            """;
    private static final String SHARED = """
            SELECT count(*)
            FROM (SELECT FROM coffer_users GROUP BY canonical_email HAVING count(*) > 1) AS shared
            """;

    private static final String MAY_CHANGE_AUDIT = """
            SELECT t.relname
            FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            WHERE n.nspname = :schema AND t.relkind = 'r' AND (t.relname = 'coffer_' || 'audit' OR t.relname LIKE 'coffer\\_audit\\_%')
              AND pg_has_role(t.relowner, 'USAGE')
            ORDER BY 1
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
                        "see foreign-keys, then DELETE FROM "
                                + examined.schema().qualified("coffer_sessions")
                                + " s WHERE NOT EXISTS (SELECT FROM "
                                + examined.schema().qualified("coffer_users")
                                + " u WHERE u.id = s.user_id), and so the tokens");
    }

    /** Who may write into the log can make of it what it likes; names of tables are put together, as they are not to be given a schema. */
    private static Verdict auditLog(Examination examined) {
        Verdict verdict = AuditCheck.verdict(
                examined.handle(), new PostgresAuditTriggers(OwnerRole.of(examined.config())), examined.config());
        List<String> open = examined.handle()
                .createQuery(MAY_CHANGE_AUDIT)
                .bind("schema", examined.schema().schema())
                .mapTo(String.class)
                .list();
        if (verdict.level() != Finding.Level.OK || examined.config().audit().isEmpty() || open.isEmpty()) {
            return verdict;
        }
        return Verdict.warn(
                "the role acts for the owner of the tables, and so may change or remove records, of " + Listed.of(open),
                "let another role own the tables: one whose name only those know who make and upgrade them");
    }

    private static Verdict searchIndex(Examination examined) {
        return new SearchIndexCheck(PostgresTypes.COLUMNS).verdict(examined.handle(), examined.config());
    }

    private static Verdict duplicateEmails(Examination examined) {
        CanonicalEmails emails = new CanonicalEmails(examined.config());
        examined.handle()
                .createQuery(UNUSUAL_EMAILS)
                .setFetchSize(FETCHED)
                .map((row, context) -> {
                    emails.add(row.getString(1), row.getString(2));
                    return true;
                })
                .forEach(added -> {});
        long taken = emails.forms().isEmpty()
                ? 0
                : examined.handle()
                        .createQuery(TAKEN)
                        .bindArray("forms", String.class, emails.forms())
                        .mapTo(Long.class)
                        .one();
        return emails.verdict(taken, examined.number(SHARED));
    }
}
