package dev.coffer.storage.postgres;

import dev.coffer.storage.Busy;
import dev.coffer.storage.UnknownOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers each request with itself and an exclamation mark, unless something else is planned; no database. */
final class PlannedStatement implements BatchStatement<String, String> {
    static final Duration LONG_LOCK_WAIT = Duration.ofHours(1);

    /** What reaches the "server", in the order of arrival: one request alone, or a batch. */
    final ConcurrentLinkedQueue<List<String>> runs = new ConcurrentLinkedQueue<>();

    final ConcurrentLinkedQueue<String> alone = new ConcurrentLinkedQueue<>();

    /** In batches that wait long for a lock. */
    final ConcurrentLinkedQueue<String> waiting = new ConcurrentLinkedQueue<>();

    /** Thrown by each batch that has the request. */
    final Map<String, Supplier<? extends Throwable>> failures = new ConcurrentHashMap<>();

    /** Thrown when the request is alone. */
    final Map<String, Supplier<? extends RuntimeException>> failuresAlone = new ConcurrentHashMap<>();

    /** Passed over in batches. */
    final ConcurrentLinkedQueue<String> notServed = new ConcurrentLinkedQueue<>();

    final Map<String, Semaphore> held = new ConcurrentHashMap<>();

    /** Thrown, in their order, instead of giving a connection to a batch. */
    final ConcurrentLinkedQueue<RuntimeException> noConnections = new ConcurrentLinkedQueue<>();

    final AtomicInteger leases = new AtomicInteger();
    volatile Semaphore connections = new Semaphore(1_000);

    /** Holds whatever has this request, until the test releases it. */
    Semaphore hold(String request) {
        return held.computeIfAbsent(request, key -> new Semaphore(0));
    }

    private void awaitRelease(String request) {
        Semaphore gate = held.get(request);
        if (gate != null) {
            gate.acquireUninterruptibly();
        }
    }

    @Override
    public String one(String request) {
        runs.add(List.of(request));
        alone.add(request);
        awaitRelease(request);
        Supplier<? extends RuntimeException> failure = failuresAlone.get(request);
        if (failure != null) {
            throw failure.get();
        }
        return request + "!";
    }

    @Override
    public List<@Nullable String> all(Supplier<List<String>> requests, Duration lockWait) {
        leases.incrementAndGet();
        RuntimeException none = noConnections.poll();
        if (none != null) {
            throw none;
        }
        connections.acquireUninterruptibly();
        try {
            return run(requests.get(), lockWait);
        } finally {
            connections.release();
        }
    }

    private List<@Nullable String> run(List<String> requests, Duration lockWait) {
        runs.add(requests);
        if (lockWait.equals(LONG_LOCK_WAIT)) {
            waiting.addAll(requests);
        }
        requests.forEach(this::awaitRelease);
        for (String request : requests) {
            Supplier<? extends Throwable> failure = failures.get(request);
            if (failure != null) {
                fail(failure.get(), lockWait);
            }
        }
        List<@Nullable String> results = new ArrayList<>();
        requests.forEach(request -> results.add(notServed.contains(request) ? null : request + "!"));
        return results;
    }

    /** Whoever waits long for a lock gets it. */
    private static void fail(Throwable failure, Duration lockWait) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof Busy && lockWait.equals(LONG_LOCK_WAIT)) {
            return;
        }
        throw (RuntimeException) failure;
    }

    @Override
    public RuntimeException brokenOff(Throwable cause) {
        return new UnknownOutcome("broken off", cause);
    }

    /** How often each request has reached the "server". */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        runs.forEach(run -> run.forEach(request -> counts.merge(request, 1, Integer::sum)));
        return counts;
    }
}
