package dev.coffer.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Purges what has expired, again and again, on a thread of its own: sessions, tokens, key-values and the keys of
 * {@link Storage#applyOnce}, as far as the provider has them. Seals the {@linkplain Storage#audit audit log}, and prunes it to its {@linkplain
 * AuditSettings#keeping retention}.
 *
 * <pre>{@code
 * Maintenance.of(storage).every(Duration.ofMinutes(10)).start();
 * }</pre>
 *
 * <p>It may be started on every node: in each stretch of time one of them does it, found out by {@link Storage#applyOnce}; without
 * {@link Capability#APPLY_ONCE} each does. What fails is logged once and tried again in the next stretch. It is bounded: after its
 * time it stops, between two batches of 1,000, and goes on in the next stretch, which begins with another kind. What it does is told
 * to the storage's listener like any other call. It ends with the storage, or by {@link #close}. Safe for many threads.
 */
public final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration LONGEST_JITTER = Duration.ofSeconds(30);

    /** In case the clock is set. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    /** A node that others go before has no success that would end its trouble. */
    private static final Duration SAME_TROUBLE = Duration.ofDays(1);

    private static final List<Capability> PURGED = List.of(
            Capability.SESSIONS, Capability.TOKENS, Capability.KEY_VALUES, Capability.APPLY_ONCE, Capability.AUDIT);

    /** What may fail, each for reasons of its own. */
    private enum Step {
        TELL_THE_TIME,
        CLAIM,
        PURGE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Storage storage;
    private final Duration interval;
    private final Duration budget;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "coffer-maintenance");
    private final Map<Step, Long> failing = new EnumMap<>(Step.class);
    private long done = -1;

    private Maintenance(Builder settings) {
        storage = settings.storage;
        interval = settings.interval;
        budget = settings.budget;
        thread.setDaemon(true);
    }

    /**
     * {@return maintenance that is yet to be started, every 10 minutes unless set}
     *
     * @param storage to be purged; when it is closed the maintenance ends
     */
    public static Builder of(Storage storage) {
        return new Builder(InputRules.given("storage", storage));
    }

    /** Collects how it is done. Not for several threads. */
    public static final class Builder {
        private static final Bounds<Duration> BOUNDS =
                new Bounds<>(Duration.ofSeconds(1), Duration.ofDays(1), "from a second to a day");

        private final Storage storage;
        private Duration interval = Duration.ofMinutes(10);
        private Duration budget = Duration.ofDays(1);

        private Builder(Storage storage) {
            this.storage = storage;
        }

        /**
         * How often. The stretches begin at the same moments on all nodes that say the same here.
         *
         * @param interval from a second to a day; 10 minutes unless set
         * @return this builder
         */
        public Builder every(Duration interval) {
            this.interval = BOUNDS.check("every", interval);
            return this;
        }

        /**
         * How long it may work at a time, if that is to be shorter than until the next begins.
         *
         * @param budget from a second to a day
         * @return this builder
         */
        public Builder atMost(Duration budget) {
            this.budget = BOUNDS.check("budget", budget);
            return this;
        }

        /** {@return maintenance that has begun; closing the storage closes it} */
        public Maintenance start() {
            Maintenance maintenance = new Maintenance(this);
            storage.beforeClosing(maintenance);
            maintenance.thread.start();
            return maintenance;
        }
    }

    private void run() {
        try {
            for (Duration pause = jitter(); !isClosedAfter(pause); pause = pass().plus(jitter())) {
                // a pass and a pause
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted: nothing is purged any more");
        } finally {
            storage.forgetClosing(this);
        }
    }

    /** Nodes that begin at the same moment would ask for the same key at once. */
    private Duration jitter() {
        long most = shorter(interval.dividedBy(10), LONGEST_JITTER).toMillis();
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    private boolean isClosedAfter(Duration pause) throws InterruptedException {
        return closed.await(pause.toMillis() + 1, TimeUnit.MILLISECONDS) || storage.isClosed();
    }

    /** How long to pause then, at least. */
    private Duration pass() {
        return attempt(Step.TELL_THE_TIME, () -> {
                    long stretch = stretch();
                    if (stretch != done) {
                        done = stretch;
                        maintain(stretch);
                    }
                    return shorter(untilNext(), LONGEST_SLEEP);
                })
                .orElse(LONGEST_SLEEP);
    }

    private long stretch() {
        return Math.floorDiv(storage.now().toEpochMilli(), interval.toMillis());
    }

    private Duration untilNext() {
        return Duration.ofMillis(
                interval.toMillis() - Math.floorMod(storage.now().toEpochMilli(), interval.toMillis()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void maintain(long stretch) {
        long end = System.nanoTime() + shorter(untilNext(), budget).toNanos();
        BooleanSupplier goOn = () -> closed.getCount() > 0 && System.nanoTime() - end < 0;
        if (attempt(Step.CLAIM, () -> isMine(stretch)).orElse(false)) {
            attempt(Step.PURGE, () -> purgeAll(stretch, goOn))
                    .ifPresent(purged ->
                            LOG.atDebug().addKeyValue("purged", purged).log("purged"));
        }
    }

    /** It fails once for the log, until it succeeds; on a node that others go before, until it has not failed for long. */
    private <T> Optional<T> attempt(Step step, Supplier<T> work) {
        try {
            T result = work.get();
            failing.remove(step);
            return Optional.of(result);
        } catch (RuntimeException | Error e) {
            long now = System.nanoTime();
            @Nullable Long before = failing.put(step, now);
            boolean known = before != null && now - before < SAME_TROUBLE.toNanos();
            if (!known && closed.getCount() > 0 && !storage.isClosed()) {
                LoggingEventBuilder line = LOG.atWarn()
                        .addKeyValue("provider", storage.provider())
                        .addKeyValue("step", step.toString())
                        .addKeyValue("interval", interval);
                if (e instanceof AccessDenied denied) { // it says what to grant, and no place in the code is at fault
                    line.log("what has expired could not be purged; it is tried again: {}", denied.getMessage());
                } else {
                    line.setCause(e).log("what has expired could not be purged; it is tried again");
                }
            }
            return Optional.empty();
        }
    }

    private boolean isMine(long stretch) {
        if (!storage.capabilities().contains(Capability.APPLY_ONCE)) {
            return true;
        }
        Instant now = storage.now();
        String key = "coffer-maintenance-" + interval.toMillis() + "-" + stretch;
        return storage.applyOnce(new IdempotencyKey(key, now), tx -> {}) == ApplyOutcome.APPLIED;
    }

    /**
     * One that fails is no reason to leave the others out, and neither is one that takes all the time: in the next stretch another is
     * the first.
     */
    private Map<Capability, Long> purgeAll(long stretch, BooleanSupplier goOn) {
        List<Capability> kinds = PURGED.stream()
                .filter(storage.capabilities()::contains)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.rotate(kinds, -Math.floorMod(stretch, Math.max(1, kinds.size())));
        Map<Capability, Long> purged = new EnumMap<>(Capability.class);
        RuntimeException failure = null;
        for (Capability kind : kinds) {
            if (goOn.getAsBoolean()) {
                try {
                    purged.put(kind, purge(kind, goOn));
                } catch (RuntimeException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return purged;
    }

    private long purge(Capability kind, BooleanSupplier goOn) {
        return switch (kind) {
            case SESSIONS -> storage.sessions().purge(goOn);
            case TOKENS -> storage.tokens().purge(goOn);
            case KEY_VALUES -> storage.keyValues().purge(goOn);
            case APPLY_ONCE -> storage.purgeAppliedKeys(goOn);
            case AUDIT -> sealAndPrune(goOn);
            default -> throw new IllegalArgumentException("nothing of it expires");
        };
    }

    private long sealAndPrune(BooleanSupplier goOn) {
        storage.audit().seal(goOn);
        return storage.auditRetention()
                .map(retention -> storage.audit().prune(storage.now().minus(retention), goOn))
                .orElse(0L);
    }

    /** Stops it after the batch that it is at, for which this waits up to 10 seconds. Does nothing the second time. */
    @Override
    public void close() {
        closed.countDown();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(LONGEST_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
