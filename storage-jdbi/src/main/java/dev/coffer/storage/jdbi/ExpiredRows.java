package dev.coffer.storage.jdbi;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** What it means that rows have expired and are still there. */
public final class ExpiredRows {
    private static final int MANY = 10_000;
    private static final Duration LONG = Duration.ofDays(7);

    private ExpiredRows() {}

    /**
     * What a question is answered with.
     *
     * @param question how many have expired {@code :before}; of each kind only up to 10,001 need be counted
     * @param now by the clock that decides what is expired
     */
    public static Verdict verdict(Handle handle, String question, Instant now) {
        long expired = number(handle, question, now);
        String observed = expired > MANY ? String.format(Locale.ROOT, "more than %,d", MANY) : Long.toString(expired);
        String advice = "purge them every few minutes: sessions().purge() and its like";
        if (expired > MANY) {
            return Verdict.warn(observed, advice);
        }
        long old = number(handle, question, now.minus(LONG));
        return old > 0
                ? Verdict.warn(
                        observed + ", and " + old + " of them have been for more than " + LONG.toDays() + " days",
                        advice)
                : Verdict.ok(observed);
    }

    private static long number(Handle handle, String question, Instant before) {
        return handle.createQuery(question)
                .bind("before", before)
                .mapTo(Long.class)
                .one();
    }
}
