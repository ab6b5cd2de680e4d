package dev.coffer.storage.postgres;

import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for newer credentials in time, as often as it takes, and sees to it that those that are no longer used are given back. */
final class CredentialRefresh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialRefresh.class);
    private static final Duration LONGEST_CALL_AT_CLOSE = Duration.ofSeconds(5);

    /** One waits for the source while the other retires what ends meanwhile. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            2,
            work -> {
                Thread thread = new Thread(work, "coffer-credentials");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // of what comes after the end

    private final CurrentCredentials credentials;
    private final Duty refreshing;
    private final Duty settling;

    /**
     * Begins when there are credentials.
     *
     * @param hold whether credentials let us in
     */
    CredentialRefresh(CurrentCredentials credentials, Predicate<DatabaseCredentials> hold) {
        this.credentials = credentials;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
        refreshing = new Duty(() -> refresh(hold), credentials::untilRefresh);
        settling = new Duty(credentials::settle, credentials::untilSettled);
        credentials.whenTaken(() -> {
            refreshing.schedule();
            settling.schedule();
        });
    }

    private void refresh(Predicate<DatabaseCredentials> hold) {
        try {
            credentials.refresh(hold);
        } catch (Unavailable e) {
            LOG.debug("there are no new credentials: {}", e.getMessage());
        }
    }

    /** What is done again and again. */
    private final class Duty implements Runnable {
        private final Runnable work;
        private final Supplier<Optional<Duration>> delay;
        private Optional<ScheduledFuture<?>> next = Optional.empty();

        Duty(Runnable work, Supplier<Optional<Duration>> delay) {
            this.work = work;
            this.delay = delay;
        }

        /** In place of what was scheduled before. */
        synchronized void schedule() {
            next.ifPresent(scheduled -> scheduled.cancel(false));
            next = delay.get().map(time -> timer.schedule(this, time.toNanos(), TimeUnit.NANOSECONDS));
        }

        @Override
        public void run() {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("the database's credentials are not seen to", e);
            } finally {
                schedule();
            }
        }
    }

    /** And the source takes back what it has given. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(LONGEST_CALL_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            credentials.close();
        }
    }
}
