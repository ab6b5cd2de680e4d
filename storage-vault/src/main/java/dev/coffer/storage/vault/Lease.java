package dev.coffer.storage.vault;

import dev.coffer.storage.spi.DatabaseCredentials;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A login that Vault has made, and takes back at the end of its term or its token's.
 *
 * @param id by which Vault knows it
 * @param login user and password
 * @param renewable whether its end can be put off
 * @param first how long it was to last at first
 * @param term how long it lasts
 * @param token it hangs on
 */
record Lease(String id, DatabaseCredentials login, boolean renewable, Duration first, Term term, VaultToken token) {
    private static final String RENEW = "sys/leases/renew";
    private static final String REVOKE = "sys/leases/revoke";

    /** A new role in the database: each call makes one. */
    static Lease made(VaultServer server, String path, VaultToken token) throws VaultFailure {
        long asked = System.nanoTime();
        VaultAnswer answer = server.get(path, token.value());
        VaultAnswer role = answer.object("data");
        Duration length = answer.seconds("lease_duration");
        return new Lease(
                answer.text("lease_id"),
                new DatabaseCredentials(role.text("username"), role.text("password")),
                answer.isTrue("renewable"),
                length,
                Term.of(asked, length),
                token);
    }

    /** The same for as long as Vault says; empty if that is too short, or refused. */
    Optional<Lease> renewed(VaultServer server, VaultToken known) throws VaultFailure {
        if (!renewable) {
            return Optional.empty();
        }
        try {
            long asked = System.nanoTime();
            VaultAnswer answer = server.put(
                    RENEW,
                    Optional.of(known.value()),
                    Map.of("lease_id", id, "increment", Long.toString(first.toSeconds())));
            Term longer = Term.of(asked, answer.seconds("lease_duration"));
            return longer.isRunningOut(first)
                    ? Optional.empty()
                    : Optional.of(new Lease(id, login, answer.isTrue("renewable"), first, longer, known));
        } catch (VaultFailure e) {
            if (e.isRefusal()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Ends it, and its role. */
    void revoke(VaultServer server, VaultToken known) throws VaultFailure {
        server.put(REVOKE, Optional.of(known.value()), Map.of("lease_id", id));
    }

    /** No secret: whoever has the id may renew it. */
    @Override
    public String toString() {
        return "Lease[" + login.user() + "]";
    }
}
