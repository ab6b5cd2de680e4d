package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.util.List;
import java.util.Optional;

/** Whether the server confines users, where it is to, and who gets around that. */
final class RowSecurityChecks {
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
        ConfinedLogins logins = ConfinedLogins.of(examined.handle(), roles.get());
        List<String> complaints = logins.complaints(examined.handle());
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
        return logins.names().isEmpty()
                ? Verdict.warn(logins.nobody(), "run coffer row-level-security set-up")
                : Verdict.ok("users are confined for " + Listed.of(logins.names()));
    }
}
