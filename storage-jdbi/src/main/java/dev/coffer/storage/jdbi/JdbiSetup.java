package dev.coffer.storage.jdbi;

import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;

/** What both backends want of Jdbi. */
public final class JdbiSetup {
    /** The least that Jdbi takes while a recording runs: of the values it leaves nothing but an ellipsis. */
    private static final int NO_VALUES = 2;

    private JdbiSetup() {}

    /** Keeps bound values out of exceptions and flight recordings, and takes statements as they are written. */
    public static Jdbi secure(Jdbi jdbi) {
        jdbi.configure(
                SqlStatements.class,
                statements -> statements
                        .setTemplateEngine(TemplateEngine.NOP)
                        .setIncludeBindingsInTelemetry(false)
                        .setJfrParamMaxLength(NO_VALUES));
        jdbi.configure(
                StatementExceptions.class,
                exceptions -> exceptions.setMessageRendering(exception -> "a statement failed"));
        return jdbi;
    }

    /** The driver's own exception in a failure. */
    public static Optional<SQLException> sqlException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
