package dev.coffer.storage.jdbi;

import dev.coffer.storage.Duplicate;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementException;

/** What a statement that has failed tells of the constraints it may have violated. */
public final class Violation {
    private final Optional<UniqueField> unique;
    private final SQLException cause;

    private Violation(Optional<UniqueField> unique, SQLException cause) {
        this.unique = unique;
        this.cause = cause;
    }

    /** What failed, out of the exception around the database's own. */
    public static Violation of(Throwable failure, SQLException cause) {
        return new Violation(unique(failure), cause);
    }

    private static Optional<UniqueField> unique(Throwable failure) {
        if (failure instanceof StatementFailure known) {
            return known.unique();
        }
        return failure instanceof StatementException known
                ? Optional.ofNullable(known.getStatementContext())
                        .map(context -> (UniqueField) context.getAttribute(UniqueField.ATTRIBUTE))
                : Optional.empty();
    }

    /** The id is taken. */
    public Duplicate ofId() {
        return duplicate("id");
    }

    /** The other unique field is taken. */
    public Duplicate ofUniqueField() {
        return duplicate(unique.map(UniqueField::name).orElse("id"));
    }

    private Duplicate duplicate(String field) {
        return unique.filter(known -> known.element().isPresent())
                .map(known -> new Duplicate(field, known.element().getAsInt(), cause))
                .orElseGet(() -> new Duplicate(field, cause));
    }
}
