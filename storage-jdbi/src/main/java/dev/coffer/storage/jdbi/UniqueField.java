package dev.coffer.storage.jdbi;

import java.util.OptionalInt;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The one field besides the id that is unique in what a statement writes: databases without constraint names in their codes need
 * to be told.
 *
 * @param name such as {@code email}
 * @param element which of several the statement writes
 */
public record UniqueField(String name, OptionalInt element) {
    static final String ATTRIBUTE = "uniqueField";
    static final UniqueField TOKEN = new UniqueField("token", OptionalInt.empty());
    /** The address of a user. */
    public static final UniqueField EMAIL = new UniqueField("email", OptionalInt.empty());

    /** In one of several. */
    UniqueField inElement(int index) {
        return new UniqueField(name, OptionalInt.of(index));
    }

    /** Tells a statement of Jdbi's. */
    <S extends SqlStatement<S>> S on(S statement) {
        return statement.define(ATTRIBUTE, this);
    }
}
