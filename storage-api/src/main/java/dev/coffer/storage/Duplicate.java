package dev.coffer.storage;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Something with the same unique field exists. When both collide, {@code id} is reported rather than {@code email}. */
public final class Duplicate extends StorageException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final int element;

    /**
     * The value of a field is taken.
     *
     * @param field {@code id}, {@code email} or {@code token}
     * @param cause the database's own error, null if there is none
     */
    public Duplicate(String field, @Nullable Throwable cause) {
        this(field, InvalidInput.NO_ELEMENT, cause);
    }

    /**
     * The value of a field is taken, in one element of a batch.
     *
     * @param field {@code id}, {@code email} or {@code token}
     * @param element which one, from 0
     * @param cause the database's own error, null if there is none
     */
    public Duplicate(String field, int element, @Nullable Throwable cause) {
        super(InvalidInput.place(field, element) + " is taken", cause, Retry.NEVER, Outcome.NOT_APPLIED);
        this.field = field;
        this.element = element;
    }

    /** {@return the field whose value is taken: {@code id}, {@code email} or {@code token}} */
    public String field() {
        return field;
    }

    /** {@return which element of a batch, from 0; empty if the error names none} */
    public OptionalInt element() {
        return InvalidInput.elementOrEmpty(element);
    }
}
