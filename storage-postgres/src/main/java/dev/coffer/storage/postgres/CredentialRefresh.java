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

    private final CurrentCredentials credentials;
    private final Predicate<DatabaseCredentials> hold;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "coffer-credentials");
        thread.setDaemon(true);
        return thread;
    });
    private Duration pause = SHORTEST_PAUSE;
    private Optional<ScheduledFuture<?>> next = Optional.empty();

    /**
     * Begins with the credentials that there are.
     *
     * @param hold whether credentials let us in
     */
    CredentialRefresh(CurrentCredentials credentials, Predicate<DatabaseCredentials> hold) {
        this.credentials = credentials;
        this.hold = hold;
        credentials.whenTaken(taken -> schedule(taken.refreshAfter()));
        schedule(credentials.get().refreshAfter());
    }

    /** In place of what was scheduled before. */
    private synchronized void schedule(Optional<Duration> delay) {
        next.ifPresent(scheduled -> scheduled.cancel(false));
        next = delay.filter(time -> !timer.isShutdown())
                .map(time -> timer.schedule(this::refresh, time.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void refresh() {
        try {
            if (credentials.refreshed(hold).isPresent()) { // and so the next time is scheduled
                pause = SHORTEST_PAUSE;
                return;
            }
            LOG.warn("new credentials do not let us in: the old ones stay in use");
        } catch (RuntimeException e) {
            LOG.warn("there are no new credentials: the old ones stay in use", e);
        }
        schedule(Optional.of(pause));
        pause = CurrentCredentials.longer(pause);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
