package dev.coffer.storage;

/** What a {@link StorageException} says about the change that was asked for. */
public enum Outcome {
    /** Nothing was changed. */
    NOT_APPLIED,
    /** The change was made or it was not: the answer was lost. */
    UNKNOWN
}
