package dev.coffer.storage;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** A condition on the present version did not hold: read again, decide again. */
public final class VersionConflict extends StorageException {
    private static final long serialVersionUID = 1L;
    private static final long ABSENT = -1;

    private final long currentVersion;
    private final int element;

    /**
     * The condition failed.
     *
     * @param currentVersion the version now; empty when the item is absent
     */
    public VersionConflict(OptionalLong currentVersion) {
        this(currentVersion, InvalidInput.NO_ELEMENT);
    }

    /**
     * The condition failed, in one element of a batch.
     *
     * @param currentVersion the version now; empty when the item is absent
     * @param element which one, from 0
     */
    public VersionConflict(OptionalLong currentVersion, int element) {
        super(message(currentVersion, element), null, Retry.NEVER, Outcome.NOT_APPLIED);
        this.currentVersion = currentVersion.orElse(ABSENT);
        this.element = element;
    }

    /** {@return the version now; empty when the item is absent} */
    public OptionalLong currentVersion() {
        return currentVersion == ABSENT ? OptionalLong.empty() : OptionalLong.of(currentVersion);
    }

    /** {@return which element of a batch, from 0; empty if the error names none} */
    public OptionalInt element() {
        return InvalidInput.elementOrEmpty(element);
    }

    private static String message(OptionalLong currentVersion, int element) {
        String now = currentVersion.isPresent() ? "is " + currentVersion.getAsLong() : "is absent";
        return InvalidInput.place("version", element) + " does not match: it " + now;
    }
}
