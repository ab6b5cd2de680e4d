package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** What the new row refers to does not exist: the user of a session or of a one-time token. */
public final class MissingReference extends StorageException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * What a field names does not exist.
     *
     * @param field the one that refers to nothing, such as {@code userId}
     * @param cause the database's own error, null if there is none
     */
    public MissingReference(String field, @Nullable Throwable cause) {
        super(field + " names nothing that exists", cause, Retry.NEVER, Outcome.NOT_APPLIED);
        this.field = field;
    }

    /** {@return the field that refers to nothing, such as {@code userId}} */
    public String field() {
        return field;
    }
}
