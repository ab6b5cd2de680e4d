package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.DatabaseCredentials;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for newer credentials when the time of the present ones is over, as often as it takes. */
final class CredentialRefresh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialRefresh.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final CurrentCredentials credentials;
    private final Predicate<DatabaseCredentials> hold;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "coffer-credentials");
        thread.setDaemon(true);
        return thread;
    });
    private Duration pause = SHORTEST_PAUSE;

    /**
     * Begins with the credentials that there are.
     *
     * @param hold whether credentials let us in
     */
    CredentialRefresh(CurrentCredentials credentials, Predicate<DatabaseCredentials> hold) {
        this.credentials = credentials;
        this.hold = hold;
        schedule(credentials.get().refreshAfter());
    }

    private void schedule(Optional<Duration> delay) {
        if (delay.isPresent() && !timer.isShutdown()) {
            ScheduledFuture<?> unused =
                    timer.schedule(this::refresh, delay.get().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void refresh() {
        schedule(refreshed().map(DatabaseCredentials::refreshAfter).orElseGet(this::nextPause));
    }

    private Optional<DatabaseCredentials> refreshed() {
        try {
            Optional<DatabaseCredentials> refreshed = credentials.refreshed(hold);
            if (refreshed.isPresent()) {
                pause = SHORTEST_PAUSE;
            } else {
                LOG.warn("new credentials do not let us in: the old ones stay in use");
            }
            return refreshed;
        } catch (RuntimeException e) {
            LOG.warn("there are no new credentials: the old ones stay in use", e);
            return Optional.empty();
        }
    }

    private Optional<Duration> nextPause() {
        Duration next = pause;
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        return Optional.of(next);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
