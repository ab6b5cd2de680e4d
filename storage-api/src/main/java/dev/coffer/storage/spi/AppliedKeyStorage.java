package dev.coffer.storage.spi;

import java.time.Instant;

/** Which {@link dev.coffer.storage.IdempotencyKey}s have been applied. */
public interface AppliedKeyStorage {
    /**
     * Records a key as the first statement of a transaction; waits for another transaction that has recorded it and
     * still runs.
     *
     * @param expiresAt until when it must be kept
     * @param key {@link dev.coffer.storage.IdempotencyKey#value()}
     * @return false if a committed transaction has recorded it, expired or not
     */
    boolean record(String key, Instant expiresAt);

    /**
     * Deletes at most {@code limit} keys that expired before this instant.
     *
     * @param expiredBefore exclusive: what expired at this instant stays
     * @param limit at least 1
     * @return how many it deleted
     */
    int purge(Instant expiredBefore, int limit);
}
