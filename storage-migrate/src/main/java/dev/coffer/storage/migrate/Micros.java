package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Microseconds since 1970 as text and back. */
final class Micros {
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T(?!24)\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,6})?Z"); // no leap second
    private static final long PER_SECOND = TimeUnit.SECONDS.toMicros(1);

    private Micros() {}

    static String text(long micros) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(micros, PER_SECOND),
                        TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, PER_SECOND)))
                .toString();
    }

    static long parse(String field, String text) {
        try {
            if (INSTANT.matcher(text).matches()) {
                Instant instant = Instant.parse(text);
                return instant.getEpochSecond() * PER_SECOND + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
            }
        } catch (DateTimeException e) {
            // as malformed
        }
        throw new InvalidInput(field, "must be an instant such as 2026-01-31T23:59:59.123456Z");
    }
}
