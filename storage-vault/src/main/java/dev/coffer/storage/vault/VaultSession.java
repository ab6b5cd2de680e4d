package dev.coffer.storage.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A token that is renewed, or logged in for anew, in time. For one thread at a time. */
final class VaultSession {
    private static final Logger LOG = LoggerFactory.getLogger(VaultSession.class);

    private final VaultServer server;
    private final VaultLogin login;
    private final List<VaultToken> older = new ArrayList<>();
    private @Nullable VaultToken current;

    VaultSession(VaultServer server, VaultLogin login) {
        this.server = server;
        this.login = login;
    }

    VaultServer server() {
        return server;
    }

    /** A token that lasts a while. */
    VaultToken token() throws IOException {
        VaultToken known = current;
        if (known == null || known.hasEnded()) {
            return another();
        }
        if (!known.isDue()) {
            return known;
        }
        Optional<VaultToken> renewed = known.renewed(server);
        if (renewed.isEmpty()) {
            return another();
        }
        current = renewed.get();
        return renewed.get();
    }

    /** Of a new login. The one before is kept for the leases that hang on it. */
    VaultToken another() throws IOException {
        VaultToken fresh = login.logIn(server);
        if (fresh.hasEnded()) { // the host's, which has none other for us
            throw VaultFailure.ofEndedToken();
        }
        if (current != null && current.own()) {
            older.add(current);
        }
        current = fresh;
        return fresh;
    }

    /** The present one, or else one that something hangs on. */
    VaultToken orElse(VaultToken other) {
        VaultToken known = current;
        return known == null || known.hasEnded() ? other : known;
    }

    /** Ends those before the present one that are no longer needed. */
    void revokeOlder(Predicate<VaultToken> needed) {
        List<VaultToken> unneeded =
                older.stream().filter(token -> !needed.test(token)).toList();
        older.removeAll(unneeded);
        revoke(unneeded);
    }

    /** Ends those that it has logged in for, if Vault answers. */
    void close(boolean answering) {
        List<VaultToken> own = Stream.concat(
                        older.stream(), Stream.ofNullable(current).filter(VaultToken::own))
                .toList();
        if (answering) {
            revoke(own);
        } else if (!own.isEmpty()) {
            leave(own.size(), "Vault did not answer before");
        }
        older.clear();
        current = null;
    }

    /** What cannot be revoked ends by itself. Where Vault does not answer once, it is not asked again. */
    private void revoke(List<VaultToken> tokens) {
        int left = tokens.size();
        for (VaultToken token : tokens) {
            try {
                if (!token.hasEnded()) {
                    token.revoke(server);
                }
            } catch (VaultFailure e) {
                leave(e.isRefusal() ? 1 : left, String.valueOf(e.getMessage()));
                if (!e.isRefusal()) {
                    return;
                }
            }
            left--;
        }
    }

    private void leave(int tokens, String why) {
        LOG.atWarn()
                .addKeyValue("vault", server.address())
                .addKeyValue("tokens", tokens)
                .addKeyValue("reason", why)
                .log("tokens are not revoked, and end by themselves");
    }
}
