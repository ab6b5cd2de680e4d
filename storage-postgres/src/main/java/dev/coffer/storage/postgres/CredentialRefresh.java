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
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** Two may wait for the source while the third retires what ends meanwhile. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            3, CredentialRefresh::thread, new ThreadPoolExecutor.DiscardPolicy()); // of what comes after the end

    private final CurrentCredentials credentials;
    private final Duty refreshing;
    private final Duty retiring;
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
        retiring = new Duty(credentials::retire, credentials::untilRetired);
        settling = new Duty(credentials::settle, credentials::untilSettled);
        credentials.whenTaken(() -> {
            refreshing.schedule();
            retiring.schedule();
            settling.schedule();
        });
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "coffer-credentials");
        thread.setDaemon(true);
        return thread;
    }

    private void refresh(Predicate<DatabaseCredentials> hold) {
        try {
            credentials.refresh(hold);
        } catch (Unavailable e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("there are no new credentials");
        }
    }

    /** What is done again and again; after a failure that nobody has foreseen, with pauses. */
    private final class Duty implements Runnable {
        private final Runnable work;
        private final Supplier<Optional<Duration>> delay;
        private final Backoff failures = new Backoff();
        private Optional<ScheduledFuture<?>> next = Optional.empty();

        Duty(Runnable work, Supplier<Optional<Duration>> delay) {
            this.work = work;
            this.delay = delay;
        }

        /** In place of what was scheduled before. */
        synchronized void schedule() {
            next.ifPresent(scheduled -> scheduled.cancel(false));
            next = delay.get()
                    .map(time -> time.compareTo(failures.left()) < 0 ? failures.left() : time)
                    .map(time -> timer.schedule(this, time.toNanos(), TimeUnit.NANOSECONDS));
        }

        @Override
        public void run() {
            boolean done = false;
            try {
                work.run();
                done = true;
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("users", credentials.users())
                        .log("the database's credentials are not seen to");
            } finally {
                if (done) {
                    failures.shorten();
                } else {
                    failures.pause();
                }
                schedule();
            }
        }
    }

    /** And the source takes back what it has given: as much as it manages in a few seconds, and the rest beside the host's going on. */
    @Override
    public void close() {
        timer.shutdown();
        Thread closing = thread(this::closeSource);
        closing.start();
        if (!hasEnded(closing)) {
            timer.shutdownNow();
            LOG.atWarn()
                    .addKeyValue("users", credentials.users())
                    .log(
                            "the source of credentials is not closed in time: what it has given may be left to its own end");
        }
    }

    private void closeSource() {
        try {
            credentials.close();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("users", credentials.users())
                    .log("the source of credentials is not closed: what it has given may be left to its own end");
        }
    }

    /** Waits also if interrupted: who closes something may be about to end, and nobody else takes it back. */
    private static boolean hasEnded(Thread closing) {
        long deadline = System.nanoTime() + LONGEST_CLOSE.toNanos();
        boolean interrupted = false;
        try {
            while (closing.isAlive()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    closing.join(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
