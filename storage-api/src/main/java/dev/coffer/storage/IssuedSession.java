package dev.coffer.storage;

/**
 * A session just issued or rotated.
 *
 * @param session what is stored
 * @param token the secret to hand to the client: 256 random bits, base64url, 43 characters. Returned here once; only its
 *     SHA-256 is stored (OWASP ASVS 5.0, 7.2.3)
 */
public record IssuedSession(Session session, String token) {
    /**
     * Refuses nulls.
     *
     * @param session what is stored
     * @param token the secret to hand to the client
     */
    public IssuedSession {
        InputRules.given("session", session);
        InputRules.given("token", token);
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "IssuedSession[session=" + session.id() + "]";
    }
}
