package dev.coffer.storage;

/**
 * A one-time token just issued.
 *
 * @param stored what is stored
 * @param token the secret to send to the user: 256 random bits, base64url, 43 characters. Returned here once; only its
 *     SHA-256 is stored
 */
public record IssuedToken(OneTimeToken stored, String token) {
    /**
     * Refuses nulls.
     *
     * @param stored what is stored
     * @param token the secret to send to the user
     */
    public IssuedToken {
        InputRules.given("stored", stored);
        InputRules.given("token", token);
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "IssuedToken[stored=" + stored.id() + "]";
    }
}
