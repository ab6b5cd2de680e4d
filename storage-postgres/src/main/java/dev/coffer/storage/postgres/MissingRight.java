package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What somebody may not do, in words that show nothing that is stored. Which of the server's own checks has refused it tells the name of its
 * routine, which is not translated; what a function of anybody's raises may say anything, and is not shown.
 */
final class MissingRight {
    private static final Pattern TABLE = Pattern.compile("\\bcoffer_[a-z_]+");
    private static final String OWN_ADDRESS = "coffer_own_address";

    private MissingRight() {}

    /** To the library, and so to whoever has set the database up. */
    static AccessDenied denied(SQLException cause) {
        return new AccessDenied(
                switch (routine(cause)) {
                    case "aclcheck_error", "aclcheck_error_col" ->
                        "the role lacks a right: " + text(cause)
                                + "; GRANT it, or let the owner of the tables do it, or where row-level security is set up, set it up again";
                    case "check_enable_rls" ->
                        "row-level security hides rows of " + table(cause)
                                + ": open the storage with rowLevelSecurity, by the role that it was set up for";
                    case "ExecWithCheckOptions" -> "row-level security refuses a row of " + table(cause);
                    default -> "the role lacks a right on the tables";
                },
                cause);
    }

    /**
     * To a user in whose name it was done, in the same words whatever there is of other users; nobody has to mend anything. Empty if it is
     * nothing that a user may not do: a right that the user's role lacks, which was set up with all that it needs.
     */
    static Optional<AccessDenied> ofUser(SQLException cause) {
        if (message(cause)
                .map(ServerErrorMessage::getConstraint)
                .filter(OWN_ADDRESS::equals)
                .isPresent()) {
            return Optional.of(ofUser("an address is not changed", cause));
        }
        if (routine(cause).equals("ExecWithCheckOptions")) {
            return Optional.of(ofUser(
                    "only the user's own rows are made and changed in " + table(cause)
                            + (table(cause).equals("coffer_key_values")
                                    ? ", which are in the namespaces that are marked by userNamespace and were set up"
                                    : ""),
                    cause));
        }
        return Optional.empty();
    }

    /** To a user in whose name another was to be made, before the server is asked: it would not tell this from a right that got lost. */
    static AccessDenied creation() {
        return ofUser("no user is created", null);
    }

    private static AccessDenied ofUser(String what, @Nullable SQLException cause) {
        return AccessDenied.ofUser("refused in the name of a user: " + what, cause);
    }

    /** Whether what is lacking is a right on this function: not that nobody is let in, nor another right. */
    static boolean isOfFunction(AccessDenied refusal, String function) {
        return refusal.getCause() instanceof SQLException cause
                && routine(cause).equals("aclcheck_error")
                && text(cause).contains(function);
    }

    private static Optional<ServerErrorMessage> message(SQLException cause) {
        return Optional.of(cause)
                .filter(PSQLException.class::isInstance)
                .map(known -> ((PSQLException) known).getServerErrorMessage());
    }

    private static String routine(SQLException cause) {
        return message(cause).map(ServerErrorMessage::getRoutine).orElse("");
    }

    private static String text(SQLException cause) {
        return message(cause).map(ServerErrorMessage::getMessage).orElse("");
    }

    /** The one of ours that is named, whatever the language. */
    private static String table(SQLException cause) {
        Matcher named = TABLE.matcher(text(cause));
        return named.find() ? named.group() : "the tables";
    }
}
