package dev.coffer.storage;

/** What was to be changed does not exist, or has expired. */
public final class NotFound extends StorageException {
    private static final long serialVersionUID = 1L;

    private final String what;

    /**
     * There is nothing of this kind with the given id.
     *
     * @param what {@code user} or {@code session}
     */
    public NotFound(String what) {
        super("no such " + what, null, Retry.NEVER, Outcome.NOT_APPLIED);
        this.what = what;
    }

    /** {@return the kind of thing that is missing: {@code user} or {@code session}} */
    public String what() {
        return what;
    }
}
