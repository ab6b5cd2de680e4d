package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.DatabaseCredentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A login that a source has given, how long it may be used, and the connections that were made with it. Safe for many threads. */
final class CredentialUse {
    private record Term(DatabaseCredentials credentials, long given, Optional<Instant> end) {}

    private final InstantSource clock;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile Term term;

    CredentialUse(DatabaseCredentials credentials, InstantSource clock) {
        this.clock = clock;
        term = begun(credentials);
    }

    private Term begun(DatabaseCredentials credentials) {
        return new Term(credentials, System.nanoTime(), credentials.validFor().map(clock.instant()::plus));
    }

    /** The same login was given again: its times count from now. */
    void extend(DatabaseCredentials sameLogin) {
        term = begun(sameLogin);
    }

    DatabaseCredentials credentials() {
        return term.credentials();
    }

    boolean isOf(DatabaseCredentials login) {
        DatabaseCredentials own = credentials();
        return own.user().equals(login.user()) && own.password().equals(login.password());
    }

    /** When it may no longer be used, if ever. */
    Optional<Instant> end() {
        return term.end();
    }

    boolean hasEnded() {
        return untilEnd().filter(Duration::isZero).isPresent();
    }

    /** Not less than nothing. */
    Optional<Duration> untilEnd() {
        Term present = term;
        return left(present, present.credentials().validFor());
    }

    /** Until newer ones are to be asked for; not less than nothing. */
    Optional<Duration> untilRefresh() {
        Term present = term;
        return left(present, present.credentials().refreshAfter());
    }

    private static Optional<Duration> left(Term term, Optional<Duration> time) {
        return time.map(full -> full.minusNanos(System.nanoTime() - term.given()))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    /** The same connection, which counts until it is closed. */
    Connection of(Connection connection) {
        connections.removeIf(CredentialUse::isClosed);
        connections.add(connection);
        return connection;
    }

    /** Whether all its connections are closed. */
    boolean isUnused() {
        connections.removeIf(CredentialUse::isClosed);
        return connections.isEmpty();
    }

    /** The driver knows without asking the server. */
    static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
