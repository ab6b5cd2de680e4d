package dev.coffer.storage;

/** How a user matches a search, the best first. */
enum MatchClass {
    /** The text is the whole address. */
    EMAIL,
    /** All is there as whole words. */
    WORD,
    /** Some only as the beginning of a word. */
    BEGINNING
}
