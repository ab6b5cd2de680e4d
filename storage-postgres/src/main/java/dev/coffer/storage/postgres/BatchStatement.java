package dev.coffer.storage.postgres;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What requests of one kind come to: a statement for one of them, and a statement for many. Fails with StorageExceptions only. */
interface BatchStatement<Q, R> {
    /** Serves one request. */
    R one(Q request);

    /**
     * Leases a connection, then asks for the requests and serves them in one statement.
     *
     * @param requests the same each time it is asked; not before there is a connection
     * @param lockWait how long a statement that writes waits for a lock
     * @return a result for each of them, in their order; null for one that was not served, and is to be served by {@link #one}
     */
    List<@Nullable R> all(Supplier<List<Q>> requests, Duration lockWait);

    /** What those are told whose request was in the hands of a thread that failed in a way nobody expects. */
    RuntimeException brokenOff(Throwable cause);
}
