package dev.coffer.storage.jdbi;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.spi.Finding;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * One thing that a diagnosis looks at.
 *
 * @param name of the finding
 * @param look what is done
 * @param <E> what is looked at
 */
public record Check<E>(String name, Look<E> look) {
    /**
     * What is done.
     *
     * @param <E> what is looked at
     */
    @FunctionalInterface
    public interface Look<E> {
        /** Looks, and changes nothing. */
        Verdict at(E examined) throws SQLException;
    }

    /**
     * Looks. What fails has not been seen, and says so.
     *
     * @param translation of failures into the errors of the API
     */
    public Finding of(E examined, Function<Exception, RuntimeException> translation) {
        try {
            return finding(look.at(examined));
        } catch (SQLException | RuntimeException e) {
            return unseen(translation.apply(e));
        }
    }

    /** The verdict under its name. */
    public Finding finding(Verdict verdict) {
        return new Finding(name, verdict.level(), verdict.observed(), verdict.advice());
    }

    /** That it could not be looked at. */
    public Finding unseen(RuntimeException reason) {
        return Finding.warn(name, "could not be looked at: " + reason.getMessage(), advice(reason));
    }

    private static String advice(RuntimeException reason) {
        if (reason instanceof AccessDenied) {
            return "see role-rights, or look with a role that may read it";
        }
        if (reason instanceof SchemaMismatch) {
            return "see schema";
        }
        return reason instanceof Timeout ? "look again when less is going on" : "look again";
    }
}
