package dev.coffer.storage.jdbi;

import dev.coffer.storage.Duplicate;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementException;

/** What a statement says about the constraints it may violate: databases without constraint names in their codes need it. */
public final class Violation {
    private static final String UNIQUE_FIELD = "uniqueField";
    private static final String ELEMENT = "element";

    private final Optional<StatementContext> context;
    private final SQLException cause;

    private Violation(Optional<StatementContext> context, SQLException cause) {
        this.context = context;
        this.cause = cause;
    }

    /** Names the one field besides the id that is unique. */
    static <S extends SqlStatement<S>> S uniqueField(S statement, String field) {
        return statement.define(UNIQUE_FIELD, field);
    }

    /** As {@link #uniqueField}, in element {@code element} of a batch. */
    static <S extends SqlStatement<S>> S uniqueField(S statement, String field, int element) {
        return uniqueField(statement, field).define(ELEMENT, element);
    }

    /** What failed, out of Jdbi's exception around the database's own. */
    public static Violation of(Throwable failure, SQLException cause) {
        return new Violation(
                failure instanceof StatementException known
                        ? Optional.ofNullable(known.getStatementContext())
                        : Optional.empty(),
                cause);
    }

    /** The id is taken. */
    public Duplicate ofId() {
        return duplicate("id");
    }

    /** The other unique field is taken. */
    public Duplicate ofUniqueField() {
        return duplicate(attribute(UNIQUE_FIELD).map(Object::toString).orElse("id"));
    }

    private Duplicate duplicate(String field) {
        return attribute(ELEMENT)
                .map(element -> new Duplicate(field, (Integer) element, cause))
                .orElseGet(() -> new Duplicate(field, cause));
    }

    private Optional<Object> attribute(String name) {
        return context.map(known -> known.getAttribute(name));
    }
}
