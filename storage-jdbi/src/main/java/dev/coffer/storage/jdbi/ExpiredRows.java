package dev.coffer.storage.jdbi;

import java.time.Duration;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What it means that rows have expired and are still there. */
public final class ExpiredRows {
    private static final int MANY = 10_000;
    private static final Duration LONG = Duration.ofDays(7);

    private ExpiredRows() {}

    /** By how many have been for so long at least; of each kind only up to 10,001 need be counted. */
    public static Verdict verdict(ToLongFunction<Duration> expiredFor) {
        long expired = expiredFor.applyAsLong(Duration.ZERO);
        String observed = expired > MANY ? String.format(Locale.ROOT, "more than %,d", MANY) : Long.toString(expired);
        String advice = "purge them every few minutes: sessions().purge() and its like";
        if (expired > MANY) {
            return Verdict.warn(observed, advice);
        }
        long old = expiredFor.applyAsLong(LONG);
        return old > 0
                ? Verdict.warn(
                        observed + ", and " + old + " of them have been for more than " + LONG.toDays() + " days",
                        advice)
                : Verdict.ok(observed);
    }
}
