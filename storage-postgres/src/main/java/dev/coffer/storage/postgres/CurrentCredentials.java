package dev.coffer.storage.postgres;

import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a source of credentials gave last: kept until the server refuses it or its time is over. */
final class CurrentCredentials {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentCredentials.class);

    /** Between two fetches that the server's refusals ask for: each may cost the source a role. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final CredentialSource source;
    private final Runnable retireOlder;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Consumer<DatabaseCredentials> whenTaken = taken -> {};
    private volatile @Nullable DatabaseCredentials current;
    private volatile Duration pause = SHORTEST_PAUSE;
    private long fetchedAt;

    /**
     * Fetches when first asked.
     *
     * @param retireOlder closes connections that were made with older credentials
     */
    CurrentCredentials(CredentialSource source, Runnable retireOlder) {
        this.source = source;
        this.retireOlder = retireOlder;
    }

    /** The credentials for a new connection. */
    DatabaseCredentials get() {
        DatabaseCredentials known = current;
        return known != null ? known : fetching(() -> Objects.requireNonNullElseGet(current, () -> take(fetch())));
    }

    /** Who wants to know of each that is taken from now on. */
    void whenTaken(Consumer<DatabaseCredentials> listener) {
        whenTaken = listener;
    }

    /** Newer ones than those, which the server has refused; the same if there are none yet. */
    DatabaseCredentials afterRefusal(DatabaseCredentials refused) {
        return fetching(() -> {
            boolean early = System.nanoTime() - fetchedAt < pause.toNanos();
            if (early || !refused.equals(current)) {
                return get();
            }
            pause = longer(pause);
            return take(fetch());
        });
    }

    /** Learns that the server has let in whoever had the present ones. */
    void accepted() {
        pause = SHORTEST_PAUSE;
    }

    /** Twice as long, up to a minute. */
    static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** What the source gives now; empty if it is another login that does not hold, so that the present one stays. */
    Optional<DatabaseCredentials> refreshed(Predicate<DatabaseCredentials> holds) {
        return fetching(() -> Optional.of(fetch())
                .filter(fetched -> sameLogin(get(), fetched) || holds.test(fetched))
                .map(this::take));
    }

    private <T> T fetching(Supplier<T> work) {
        fetching.lock();
        try {
            return work.get();
        } finally {
            fetching.unlock();
        }
    }

    private DatabaseCredentials take(DatabaseCredentials fetched) {
        DatabaseCredentials old = current;
        current = fetched;
        if (old != null && !sameLogin(old, fetched)) {
            LOG.info("the database's credentials have changed: connections with the old ones are retired");
            retireOlder.run();
        }
        whenTaken.accept(fetched);
        return fetched;
    }

    private static boolean sameLogin(DatabaseCredentials one, DatabaseCredentials other) {
        return one.user().equals(other.user()) && one.password().equals(other.password());
    }

    private DatabaseCredentials fetch() {
        try {
            return source.fetch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for credentials", e);
        } catch (Exception e) {
            throw new Unavailable("the source of credentials gives none", e);
        } finally {
            fetchedAt = System.nanoTime();
        }
    }
}
