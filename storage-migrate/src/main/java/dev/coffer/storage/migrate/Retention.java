package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which backups are kept. Of each of the newest so many days, weeks (from Monday on) and months that have a backup, the last one is,
 * in UTC; a backup that any of the numbers keeps is kept.
 *
 * @param last how many of the newest, however old
 * @param daily of how many days
 * @param weekly of how many weeks
 * @param monthly of how many months
 */
public record Retention(int last, int daily, int weekly, int monthly) {
    /**
     * Checks the numbers.
     *
     * @param last how many of the newest
     * @param daily of how many days
     * @param weekly of how many weeks
     * @param monthly of how many months
     * @throws InvalidInput if one is below 0, or none is above
     */
    public Retention {
        if (last < 0 || daily < 0 || weekly < 0 || monthly < 0) {
            throw new InvalidInput("retention", "must have no number below 0");
        }
        if (last + (long) daily + weekly + monthly == 0) {
            throw new InvalidInput("retention", "must keep something");
        }
    }

    /** Those that are kept. */
    <T> Set<T> kept(List<T> newestFirst, Function<T, Instant> madeAt) {
        Function<T, LocalDate> day = madeAt.andThen(instant -> LocalDate.ofInstant(instant, ZoneOffset.UTC));
        Set<T> kept = new LinkedHashSet<>(newestFirst.subList(0, Math.min(last, newestFirst.size())));
        kept.addAll(lastOfEach(newestFirst, day, daily));
        kept.addAll(lastOfEach(
                newestFirst,
                day.andThen(date -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))),
                weekly));
        kept.addAll(lastOfEach(newestFirst, day.andThen(YearMonth::from), monthly));
        return kept;
    }

    private static <T> List<T> lastOfEach(List<T> newestFirst, Function<T, ?> period, int most) {
        Set<Object> periods = new HashSet<>();
        return newestFirst.stream()
                .filter(backup -> periods.add(period.apply(backup)))
                .limit(most)
                .toList();
    }
}
