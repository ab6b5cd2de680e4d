package dev.coffer.storage;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An argument breaks a rule. Nothing was sent to the database; the transaction, if any, goes on. */
public final class InvalidInput extends StorageException {
    static final int NO_ELEMENT = -1;

    private static final long serialVersionUID = 1L;

    private final String field;
    private final int element;
    private final String problem;

    /**
     * An argument breaks a rule.
     *
     * @param field the argument, such as {@code email}
     * @param problem the rule, as what follows the argument's name: {@code "must not be blank"}
     */
    public InvalidInput(String field, String problem) {
        this(field, NO_ELEMENT, problem, null);
    }

    /**
     * As {@link #InvalidInput(String, String)}, with the error that showed it.
     *
     * @param field the argument, such as {@code email}
     * @param problem the rule, as what follows the argument's name
     * @param cause null if there is none
     */
    public InvalidInput(String field, String problem, @Nullable Throwable cause) {
        this(field, NO_ELEMENT, problem, cause);
    }

    /**
     * As {@link #InvalidInput(String, String, Throwable)}, in one element of a batch.
     *
     * @param field the argument, such as {@code email}
     * @param element which one, from 0
     * @param problem the rule, as what follows the argument's name
     * @param cause null if there is none
     */
    public InvalidInput(String field, int element, String problem, @Nullable Throwable cause) {
        super(place(field, element) + " " + problem, cause, Retry.NEVER, Outcome.NOT_APPLIED);
        this.field = field;
        this.element = element;
        this.problem = problem;
    }

    /** {@return the argument that breaks a rule, such as {@code email}} */
    public String field() {
        return field;
    }

    /** {@return which element of a batch, from 0; empty if the error names none} */
    public OptionalInt element() {
        return elementOrEmpty(element);
    }

    /** {@return the rule, as what follows the argument's name; without its value} */
    public String problem() {
        return problem;
    }

    static OptionalInt elementOrEmpty(int element) {
        return element == NO_ELEMENT ? OptionalInt.empty() : OptionalInt.of(element);
    }

    static String place(String field, int element) {
        return element == NO_ELEMENT ? field : field + " (element " + element + ")";
    }
}
