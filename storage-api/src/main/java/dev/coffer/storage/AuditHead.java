package dev.coffer.storage;

/**
 * A place in the chain of an audit log. Who keeps one elsewhere, where nobody can change it who can change the database, will know
 * whether everything up to there is what it was.
 *
 * @param position of a record; 0 before the first
 * @param digest of the chain up to there, in hexadecimal digits; empty at position 0
 */
public record AuditHead(long position, String digest) {
    /**
     * Checks that the digest is given.
     *
     * @param position of a record
     * @param digest up to there
     */
    public AuditHead {
        InputRules.given("digest", digest);
    }
}
