package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the server confines users, where it is to, and who gets around that. */
final class RowSecurityChecks {
    /** Whom the system's role was granted to, to log in and become it: not who made it. */
    private static final String LOGINS = """
            SELECT m.rolname
            FROM pg_catalog.pg_auth_members a
              JOIN pg_catalog.pg_roles s ON s.oid = a.roleid AND s.rolname = :system
              JOIN pg_catalog.pg_roles m ON m.oid = a.member AND m.rolcanlogin
            WHERE NOT a.admin_option
            ORDER BY 1
            """;

    static final List<Check<Examination>> ALL =
            List.of(new Check<>("row-level-security", RowSecurityChecks::confinement));

    private RowSecurityChecks() {}

    private static Verdict confinement(Examination examined) {
        Optional<RowSecurity.Roles> roles = RowSecurity.roles(examined.handle());
        if (roles.isEmpty()) {
            return examined.config().rowLevelSecurity().isEmpty()
                    ? Verdict.ok("off")
                    : Verdict.fail("it is not set up in the database", "run coffer row-level-security set-up");
        }
        String system = roles.get().system();
        List<String> logins = examined.handle()
                .createQuery(LOGINS)
                .bind("system", system)
                .mapTo(String.class)
                .list();
        List<String> complaints = new ArrayList<>();
        for (String login : logins) {
            RowSecurity.complaints(examined.handle(), login, system, roles.get().user()).stream()
                    .filter(complaint -> !complaints.contains(complaint))
                    .forEach(complaints::add);
        }
        if (!complaints.isEmpty()) {
            return Verdict.fail(
                    Listed.of(complaints),
                    "take that away, and run coffer row-level-security set-up again; until then no storage opens");
        }
        if (RowSecurity.isActive(examined.handle()) && !roles.get().isAtWork()) {
            return Verdict.warn(
                    "it hides the rows from this role, and so from the other checks",
                    "look with the role that the application logs in as, or with one that has BYPASSRLS");
        }
        return logins.isEmpty()
                ? Verdict.warn("nobody who may log in is a member of " + system, "run coffer row-level-security set-up")
                : Verdict.ok("users are confined for " + Listed.of(logins));
    }
}
