package dev.coffer.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which backups are kept. */
class RetentionTest {
    private static List<String> kept(Retention retention, String... newestFirst) {
        List<Instant> made = Stream.of(newestFirst).map(Instant::parse).toList();
        return retention.kept(made, Function.identity()).stream()
                .map(Instant::toString)
                .toList();
    }

    @Test
    void last_keepsTheNewest_howeverOld() {
        assertThat(kept(
                        new Retention(2, 0, 0, 0),
                        "2026-11-22T02:00:00Z",
                        "2026-11-22T01:00:00Z",
                        "2026-11-21T01:00:00Z"))
                .containsExactly("2026-11-22T02:00:00Z", "2026-11-22T01:00:00Z");
    }

    @Test
    void daily_keepsTheLastOfEachDayThatHasOne() {
        assertThat(kept(
                        new Retention(0, 2, 0, 0),
                        "2026-11-22T00:00:00Z",
                        "2026-11-19T23:59:59Z",
                        "2026-11-19T01:00:00Z",
                        "2026-11-18T01:00:00Z"))
                .containsExactly("2026-11-22T00:00:00Z", "2026-11-19T23:59:59Z");
    }

    @Test
    void weekly_beginsOnMonday() {
        assertThat(kept(
                        new Retention(0, 0, 2, 0),
                        "2026-11-23T00:00:00Z", // a Monday
                        "2026-11-22T23:59:59Z",
                        "2026-11-16T00:00:00Z",
                        "2026-11-15T23:59:59Z"))
                .containsExactly("2026-11-23T00:00:00Z", "2026-11-22T23:59:59Z");
    }

    @Test
    void monthly_tellsMonthsOfDifferentYearsApart() {
        assertThat(kept(
                        new Retention(0, 0, 0, 3),
                        "2027-01-01T00:00:00Z",
                        "2026-12-31T23:59:59Z",
                        "2026-12-01T00:00:00Z",
                        "2026-01-31T00:00:00Z",
                        "2025-12-31T00:00:00Z"))
                .containsExactly("2027-01-01T00:00:00Z", "2026-12-31T23:59:59Z", "2026-01-31T00:00:00Z");
    }

    @Test
    void oneADayForAYear_leavesDaysWeeksAndMonths() {
        List<Instant> made = new ArrayList<>(IntStream.range(0, 366)
                .mapToObj(day -> Instant.parse("2026-11-22T02:00:00Z").minus(Duration.ofDays(day)))
                .toList());
        assertThat(new Retention(1, 7, 4, 12).kept(made, Function.identity()))
                .as("7 days, 3 more Sundays, of which none is the last of its month, and 11 ends of months")
                .hasSize(7 + 3 + 11);
    }

    @Test
    void retention_ofNothing_isRefused() {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> new Retention(0, 0, 0, 0));
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> new Retention(1, -1, 0, 0));
    }
}
