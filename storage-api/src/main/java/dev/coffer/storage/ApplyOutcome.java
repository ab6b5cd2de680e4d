package dev.coffer.storage;

/** What {@link Storage#applyOnce} came to. In either case the work has been applied exactly once. */
public enum ApplyOutcome {
    /** This call applied the work. */
    APPLIED,
    /** An earlier call with the same key had applied it; the work did not run, or it was rolled back. */
    ALREADY_APPLIED
}
