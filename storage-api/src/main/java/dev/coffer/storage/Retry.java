package dev.coffer.storage;

/** What a caller may repeat after a {@link StorageException}. */
public enum Retry {
    /** The same call would fail again: change the input, or the system. */
    NEVER,
    /** Nothing happened: the single call may be repeated, best after a short random wait. */
    OPERATION,
    /** Nothing of the transaction happened: repeat all of its work in a new one. */
    TRANSACTION,
    /** Nothing happened: repeat when somebody has made room. */
    LATER,
    /** It may have happened: repeat only what does no harm when done twice. */
    IF_IDEMPOTENT
}
