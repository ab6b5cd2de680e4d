package dev.coffer.storage.vault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What Vault knows us by.
 *
 * @param value the secret
 * @param own whether it is ours to revoke: we have logged in for it, and it is none of a batch, which Vault revokes for nobody
 * @param renewable whether its end can be put off
 * @param first how long it was to last at first
 * @param term how long it lasts; empty for ever
 */
record VaultToken(String value, boolean own, boolean renewable, Duration first, Optional<Term> term) {
    private static final String RENEW = "auth/token/renew-self";
    private static final String REVOKE = "auth/token/revoke-self";

    /** What a login has answered at this time. */
    static VaultToken ofLogin(VaultAnswer answer, long asked) throws VaultFailure {
        VaultAnswer auth = answer.object("auth");
        Duration length = auth.seconds("lease_duration");
        return of(auth.text("client_token"), !auth.is("token_type", "batch"), auth, length, !length.isZero(), asked);
    }

    /** A token of the host's, looked up at this time. */
    static VaultToken ofLookup(String value, VaultAnswer answer, long asked) throws VaultFailure {
        VaultAnswer known = answer.object("data");
        Duration length = known.seconds("ttl");
        return of(value, false, known, length, !length.isZero() || known.has("expire_time"), asked);
    }

    /** What is in its last second lasts for no whole second, like what never ends. */
    private static VaultToken of(
            String value, boolean own, VaultAnswer known, Duration length, boolean ends, long asked) {
        return new VaultToken(
                value,
                own,
                known.isTrue("renewable"),
                length,
                ends ? Optional.of(Term.of(asked, length)) : Optional.empty());
    }

    boolean isDue() {
        return term.filter(Term::isDue).isPresent();
    }

    boolean hasEnded() {
        return term.filter(Term::hasEnded).isPresent();
    }

    boolean isSame(VaultToken other) {
        return value.equals(other.value);
    }

    /** The same for longer; empty if Vault does not want that any more. */
    Optional<VaultToken> renewed(VaultServer server) throws VaultFailure {
        if (!renewable) {
            return Optional.empty();
        }
        try {
            long asked = System.nanoTime();
            VaultAnswer auth = server.put(RENEW, Optional.of(value), Map.of()).object("auth");
            Term longer = Term.of(asked, auth.seconds("lease_duration"));
            return longer.isRunningOut(first)
                    ? Optional.empty()
                    : Optional.of(new VaultToken(value, own, auth.isTrue("renewable"), first, Optional.of(longer)));
        } catch (VaultFailure e) {
            if (e.isRefusal()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Ends it, and all leases that it was given. */
    void revoke(VaultServer server) throws VaultFailure {
        server.put(REVOKE, Optional.of(value), Map.of());
    }

    /** Not the value. */
    @Override
    public String toString() {
        return "VaultToken[own=" + own + "]";
    }
}
