package dev.coffer.storage.vault;

import dev.coffer.storage.spi.DatabaseCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

/** A role whose password Vault changes from time to time. */
final class StaticRole implements RoleCredentials {
    /** After the end of its time Vault changes the password, which takes a moment. */
    private static final Duration FOR_THE_CHANGE = Duration.ofMillis(500);

    private final VaultSession session;
    private final String path;

    StaticRole(VaultSession session, String mount, String role) {
        this.session = session;
        path = mount + "/static-creds/" + role;
    }

    @Override
    public DatabaseCredentials fetch() throws IOException {
        VaultToken token = session.token();
        session.revokeOlder(older -> false); // nothing hangs on a token
        try {
            return read(token);
        } catch (VaultFailure e) {
            if (!e.isDenial()) {
                throw e;
            }
            return read(session.another());
        }
    }

    /** Reading makes nothing. */
    @Override
    public DatabaseCredentials fetchAnew() throws IOException {
        return fetch();
    }

    private DatabaseCredentials read(VaultToken token) throws VaultFailure {
        VaultAnswer role = session.server().get(path, token.value()).object("data");
        Duration change = role.seconds("ttl").plus(FOR_THE_CHANGE);
        return new DatabaseCredentials(role.text("username"), role.text("password"))
                .refreshedAfter(
                        Stream.concat(Stream.of(change), token.term().stream().map(Term::untilDue))
                                .min(Duration::compareTo)
                                .filter(time -> time.compareTo(FOR_THE_CHANGE) > 0)
                                .orElse(FOR_THE_CHANGE));
    }

    @Override
    public void retired(DatabaseCredentials credentials) {
        // the role stays
    }

    @Override
    public void close() {
        session.close(true);
    }
}
