package dev.coffer.storage.vault;

import dev.coffer.storage.spi.DatabaseCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A role that Vault makes for each lease. */
final class DynamicRole implements RoleCredentials {
    private static final Logger LOG = LoggerFactory.getLogger(DynamicRole.class);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final VaultSession session;
    private final String path;
    private final Map<String, Lease> leases = new LinkedHashMap<>();
    private final List<Lease> unrevoked = new ArrayList<>();
    private @Nullable Lease current;

    DynamicRole(VaultSession session, String mount, String role) {
        this.session = session;
        path = mount + "/creds/" + role;
    }

    @Override
    public DatabaseCredentials fetch() throws IOException {
        VaultToken token = session.token();
        revokeLeftOver();
        Lease known = current;
        if (known == null || known.term().hasEnded() || !known.token().isSame(token)) {
            return anew(token);
        }
        if (!known.term().isDue()) {
            return lasting(known, token); // it is the token that was renewed
        }
        Optional<Lease> renewed = known.renewed(session.server(), token);
        return renewed.isPresent() ? kept(renewed.get(), token) : anew(token);
    }

    @Override
    public DatabaseCredentials fetchAnew() throws IOException {
        return anew(session.token());
    }

    private DatabaseCredentials anew(VaultToken token) throws IOException {
        try {
            return kept(Lease.made(session.server(), path, token), token);
        } catch (VaultFailure e) {
            if (!e.isDenial()) {
                throw e;
            }
            VaultToken another = session.another(); // nothing was made: the token may have been revoked
            return kept(Lease.made(session.server(), path, another), another);
        }
    }

    private DatabaseCredentials kept(Lease lease, VaultToken token) {
        current = lease;
        leases.put(lease.login().user(), lease);
        return lasting(lease, token);
    }

    /** A lease ends with its token. */
    private static DatabaseCredentials lasting(Lease lease, VaultToken token) {
        List<Term> both =
                Stream.concat(Stream.of(lease.term()), token.term().stream()).toList();
        return lease.login()
                .validFor(shortest(both.stream().map(Term::usable)))
                .refreshedAfter(shortest(both.stream().map(Term::untilDue)));
    }

    private static Duration shortest(Stream<Duration> times) {
        return times.min(Duration::compareTo)
                .filter(time -> time.compareTo(SHORTEST) > 0)
                .orElse(SHORTEST);
    }

    @Override
    public void retired(DatabaseCredentials credentials) {
        Lease lease = leases.remove(credentials.user());
        if (lease == null) {
            return;
        }
        if (current != null && current.id().equals(lease.id())) {
            current = null;
        }
        unrevoked.add(lease);
        revokeLeftOver();
    }

    /** Those that Vault does not answer for now wait for the next time, and all end by themselves. False if there are some. */
    private boolean revokeLeftOver() {
        for (Lease lease : List.copyOf(unrevoked)) {
            if (!revoke(lease)) {
                return false;
            }
            unrevoked.remove(lease);
        }
        session.revokeOlder(token ->
                leases.values().stream().anyMatch(lease -> lease.token().isSame(token)));
        return true;
    }

    /** False if it is to be tried again. */
    private boolean revoke(Lease lease) {
        if (lease.term().hasEnded()) {
            return true;
        }
        try {
            lease.revoke(session.server(), session.orElse(lease.token()));
            return true;
        } catch (VaultFailure e) {
            leave(List.of(lease), String.valueOf(e.getMessage()));
            return e.isRefusal();
        }
    }

    private void leave(List<Lease> left, String why) {
        LOG.atWarn()
                .addKeyValue("vault", session.server().address())
                .addKeyValue(
                        "users",
                        left.stream().map(lease -> lease.login().user()).toList())
                .addKeyValue(
                        "seconds",
                        left.stream()
                                .mapToLong(lease -> lease.term().left().toSeconds())
                                .max()
                                .orElse(0))
                .addKeyValue("reason", why)
                .log("logins are not revoked, and end by themselves");
    }

    @Override
    public void close() {
        unrevoked.addAll(leases.values());
        leases.clear();
        current = null;
        boolean answering = revokeLeftOver();
        if (unrevoked.size() > 1) { // of the first it is said
            leave(unrevoked.subList(1, unrevoked.size()), "Vault did not answer before");
        }
        unrevoked.clear();
        session.close(answering);
    }
}
