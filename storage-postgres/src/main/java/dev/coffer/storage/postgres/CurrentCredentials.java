package dev.coffer.storage.postgres;

import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a source of credentials gave last: kept until the server refuses it, newer ones have proved good, or its time is over. Those
 * before are given back once no connection uses them. Safe for many threads.
 */
final class CurrentCredentials implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentCredentials.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** A connection that was just being made when the older ones were retired has got into its pool by then. */
    private static final Duration UNTIL_RETIRED_AGAIN = Duration.ofSeconds(3);

    private record Failure(Instant since, @Nullable Exception cause) {}

    private final CredentialSource source;
    private final InstantSource clock;
    private final Runnable retireOlder;
    private final ReentrantLock fetching = new ReentrantLock();
    private final ReentrantLock givingBack = new ReentrantLock();
    private final Backoff failures = new Backoff();
    private final Backoff refusals = new Backoff();
    private final List<CredentialUse> older = new CopyOnWriteArrayList<>();
    private volatile Runnable whenTaken = () -> {};
    private volatile @Nullable CredentialUse current;
    private volatile Optional<Failure> failure = Optional.empty();
    private final AtomicReference<Optional<Long>> retiredAgainAt = new AtomicReference<>(Optional.empty());
    private volatile Optional<CredentialUse> ended = Optional.empty();
    private volatile boolean closed;

    /**
     * Fetches when first asked.
     *
     * @param clock says when credentials end
     * @param retireOlder closes connections that were made with older credentials
     */
    CurrentCredentials(CredentialSource source, InstantSource clock, Runnable retireOlder) {
        this.source = source;
        this.clock = clock;
        this.retireOlder = retireOlder;
    }

    /**
     * The login for a new connection.
     *
     * @throws Unavailable if there is none, or it has ended and the source gives no other
     */
    CredentialUse get() {
        CredentialUse known = current;
        return isUsable(known) ? Objects.requireNonNull(known) : fetching(this::usable);
    }

    private CredentialUse usable() {
        CredentialUse known = current;
        if (isUsable(known)) {
            return Objects.requireNonNull(known);
        }
        if (!failures.isOver()) {
            throw none(failure.map(Failure::cause).orElse(null));
        }
        return take(fetch(source::fetch));
    }

    private static boolean isUsable(@Nullable CredentialUse known) {
        return known != null && !known.hasEnded();
    }

    /** Whether this one is for new connections still. */
    boolean uses(CredentialUse login) {
        return login == current && !login.hasEnded();
    }

    /** When the present credentials end, if they do. */
    Optional<Instant> end() {
        return Optional.ofNullable(current).flatMap(CredentialUse::end);
    }

    /** Since when the source has given none, or none that let us in; empty if what it gave last is in use. */
    Optional<Instant> failingSince() {
        return failure.map(Failure::since);
    }

    /** Who wants to know when other credentials, or other times of them, are taken from now on. */
    void whenTaken(Runnable listener) {
        whenTaken = listener;
    }

    /** Another login than the one that the server has refused; the same if there is none yet. */
    CredentialUse afterRefusal(CredentialUse refused) {
        return fetching(() -> {
            if (refused != current || !refusals.isOver() || !failures.isOver()) {
                return get();
            }
            refusals.pause();
            return take(fetch(() -> source.fetchAfterRefusal(refused.credentials())));
        });
    }

    /** Learns that the server has let in whoever had the present ones. */
    void accepted() {
        refusals.shorten();
    }

    /** How long until {@link #refresh}; empty if they are to be used until they are refused. */
    Optional<Duration> untilRefresh() {
        return Optional.ofNullable(current)
                .flatMap(known -> Stream.of(known.untilRefresh(), known.untilEnd())
                        .flatMap(Optional::stream)
                        .min(Duration::compareTo))
                .map(left -> left.compareTo(failures.left()) < 0 ? failures.left() : left);
    }

    /** Asks for newer ones, and takes them if it is the same login, or another one that holds. */
    void refresh(Predicate<DatabaseCredentials> holds) {
        fetching(() -> {
            CredentialUse known = current;
            if (known == null || !failures.isOver()) {
                return false;
            }
            DatabaseCredentials fetched = fetch(source::fetch);
            if (!known.isOf(fetched)) {
                prove(fetched, holds);
            }
            take(fetched);
            return true;
        });
    }

    private void prove(DatabaseCredentials fetched, Predicate<DatabaseCredentials> holds) {
        RuntimeException why = null;
        try {
            if (holds.test(fetched)) {
                return;
            }
        } catch (RuntimeException e) {
            why = e;
        }
        if (older.stream().noneMatch(one -> one.isOf(fetched))) { // whose connections may still run
            givingBack(() -> giveBack(fetched));
        }
        throw failed("new credentials do not let us in", why);
    }

    /** How long until {@link #retire}; empty if nothing is to be retired. */
    Optional<Duration> untilRetired() {
        return Stream.of(
                        Optional.ofNullable(current)
                                .filter(known -> !ended.filter(known::equals).isPresent())
                                .flatMap(CredentialUse::untilEnd),
                        retiredAgainAt().map(CurrentCredentials::until))
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    private Optional<Long> retiredAgainAt() {
        return Objects.requireNonNull(retiredAgainAt.get());
    }

    private static Duration until(long time) {
        return Duration.ofNanos(Math.max(0, time - System.nanoTime()));
    }

    /** Retires the connections of what has ended, and those that the last time were on their way into a pool. Does not ask the source. */
    void retire() {
        CredentialUse known = current;
        if (known != null && known.hasEnded() && !ended.filter(known::equals).isPresent()) {
            LOG.atWarn()
                    .addKeyValue("user", known.credentials().user())
                    .log("the database's credentials have ended: there is no access until the source gives newer ones");
            retireConnections();
            ended = Optional.of(known);
            if (!known.hasEnded()) { // it was given again meanwhile
                ended = Optional.empty();
            }
        }
        Optional<Long> again = retiredAgainAt();
        if (again.filter(time -> until(time).isZero()).isPresent()
                && retiredAgainAt.compareAndSet(again, Optional.empty())) {
            if (Stream.concat(older.stream(), ended.stream()).anyMatch(one -> !one.isUnused())) {
                retireOlder.run();
            }
        }
    }

    /** This closes the newest ones as well, as a pool does not tell which is which. */
    private void retireConnections() {
        retiredAgainAt.set(Optional.of(System.nanoTime() + UNTIL_RETIRED_AGAIN.toNanos()));
        retireOlder.run();
    }

    /** How long until {@link #settle}; empty if there is nothing to be given back. */
    Optional<Duration> untilSettled() {
        return older.isEmpty() ? Optional.empty() : Optional.of(BETWEEN_LOOKS);
    }

    /** Gives back what no connection uses any longer. */
    void settle() {
        givingBack(() -> {
            for (CredentialUse one : List.copyOf(older)) {
                if (one.isUnused() && older.remove(one)) { // else it is taken again at this moment
                    giveBack(one.credentials());
                }
            }
        });
    }

    private void giveBack(DatabaseCredentials unused) {
        try {
            source.retired(unused);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("user", unused.user())
                    .log("the source of credentials did not take back a login");
        }
    }

    /** Until the end, at which the source takes back everything. */
    private void givingBack(Runnable work) {
        givingBack.lock();
        try {
            if (!closed) {
                work.run();
            }
        } finally {
            givingBack.unlock();
        }
    }

    private <T> T fetching(Supplier<T> work) {
        fetching.lock();
        try {
            return work.get();
        } finally {
            fetching.unlock();
        }
    }

    private CredentialUse take(DatabaseCredentials fetched) {
        CredentialUse old = current;
        CredentialUse taken = login(old, fetched);
        current = taken;
        failure.ifPresent(
                past -> LOG.atInfo().addKeyValue("since", past.since()).log("the source gives credentials again"));
        failure = Optional.empty();
        failures.shorten();
        ended = Optional.empty();
        if (old != null && old != taken) {
            LOG.atInfo()
                    .addKeyValue("user", fetched.user())
                    .addKeyValue("before", old.credentials().user())
                    .log("the database's credentials have changed: connections with the old ones are retired");
            older.add(old);
            if (!old.isUnused()) {
                retireConnections();
            }
        }
        whenTaken.run();
        return taken;
    }

    /** The one that is known by now, if it was given before and not yet given back. */
    private CredentialUse login(@Nullable CredentialUse old, DatabaseCredentials fetched) {
        Optional<CredentialUse> known = Stream.concat(Stream.ofNullable(old), older.stream())
                .filter(one -> one.isOf(fetched))
                .filter(one -> one == old || older.remove(one))
                .findFirst();
        known.ifPresent(one -> one.extend(fetched));
        return known.orElseGet(() -> new CredentialUse(fetched, clock));
    }

    private DatabaseCredentials fetch(Callable<DatabaseCredentials> asking) {
        if (closed) {
            throw new Unavailable("the storage is closed", null);
        }
        try {
            return Objects.requireNonNull(asking.call(), "credentials");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for credentials", e);
        } catch (Exception e) {
            failed("the source of credentials gives none", e);
            throw none(e);
        } finally {
            refusals.pauseShortly();
        }
    }

    private Unavailable failed(String what, @Nullable Exception cause) {
        failures.pause();
        if (failure.isEmpty()) { // the first time; the others are the same event
            LOG.atWarn()
                    .setCause(cause)
                    .addKeyValue("end", end().map(Instant::toString).orElse("none"))
                    .log("{}: the present ones stay in use to their end", what);
        }
        failure = Optional.of(new Failure(failure.map(Failure::since).orElseGet(clock::instant), cause));
        return new Unavailable(what, cause);
    }

    private static Unavailable none(@Nullable Exception cause) {
        return new Unavailable("the source of credentials gives none", cause);
    }

    /** Whose logins the source has not yet taken back. */
    List<String> users() {
        return Stream.concat(Stream.ofNullable(current), older.stream())
                .map(one -> one.credentials().user())
                .toList();
    }

    /** Nothing is fetched any more, and the source takes back what it has given: what runs ends before. */
    @Override
    public void close() {
        fetching(() -> {
            givingBack(() -> {
                closed = true;
                source.close();
            });
            return closed;
        });
    }
}
