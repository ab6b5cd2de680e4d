package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who tries a password learns neither by the answer nor by its time whether there is such a user (OWASP ASVS 5.0, 6.3.8). */
class EnumerationTest {
    private static final int TRIES = Extent.of(50, 200);
    private static final int COST = Extent.of(10, 12);
    private static final String PASSWORD = "correct horse battery";

    /** Chances are one to many thousands that two samples of the same times are farther apart than that. */
    private static final double DEVIATIONS = 4.5;

    /**
     * How much longer the one may take. The rest after a cheaper hash is made of several, each of which begins and ends in about
     * the time of a round: of 1,024 rounds that is half a percent, of the 4,096 of the default cost a fifth.
     */
    private static final double TOLERANCE = 0.02;

    @TempDir
    Path directory;

    /** Why a login fails. */
    private enum Failure {
        UNKNOWN_EMAIL,
        NO_PASSWORD,
        IMPORTED_LOW_COST_HASH,
        LOCKED_AND_RIGHT,
        WRONG_PASSWORD;

        private String email() {
            return name().toLowerCase(Locale.ROOT) + "@example.org";
        }

        private String attempt() {
            return this == LOCKED_AND_RIGHT ? PASSWORD : "wrong horse battery";
        }
    }

    private Storage open(int cost) {
        return Storage.open(StorageConfig.forUrl("sqlite:" + directory.resolve("app.db"))
                .passwordCost(cost)
                .build());
    }

    private void createUsers() {
        try (Storage cheap = open(4)) {
            UUID other = cheap.users()
                    .create(NewUser.withEmail("other@example.org").password(PASSWORD))
                    .id();
            String hash = cheap.users().exportPasswordHash(other).orElseThrow();
            cheap.users()
                    .create(NewUser.withEmail(Failure.IMPORTED_LOW_COST_HASH.email())
                            .passwordHash(hash));
        }
        try (Storage storage = open(COST)) {
            storage.users().create(NewUser.withEmail(Failure.NO_PASSWORD.email()));
            storage.users()
                    .create(NewUser.withEmail(Failure.WRONG_PASSWORD.email()).password(PASSWORD));
            storage.users()
                    .lock(storage.users()
                            .create(NewUser.withEmail(Failure.LOCKED_AND_RIGHT.email())
                                    .password(PASSWORD))
                            .id());
        }
    }

    @Test
    void failures_cannotBeToldApart() {
        createUsers();
        try (Tally tally = new Tally(Chapter.ENUMERATION, "a login that fails: " + names());
                Storage storage = open(COST)) {
            Map<Failure, List<Long>> times = new EnumMap<>(Failure.class);
            for (int i = 0; i < TRIES; i++) {
                for (Failure failure : shuffled()) {
                    times.computeIfAbsent(failure, first -> new ArrayList<>()).add(time(storage, failure, tally));
                }
            }
            double told = 0;
            double toldBeyondTolerance = 0;
            for (List<Long> one : times.values()) {
                for (List<Long> other : times.values()) {
                    told = Math.max(told, chanceThatLonger(one, other, 1));
                    toldBeyondTolerance = Math.max(toldBeyondTolerance, chanceThatLonger(one, other, 1 + TOLERANCE));
                }
            }
            tally.remark(
                    "%d tries each at cost %d; who guesses by the time which of two it was is right in %.0f %% of cases at most"
                            .formatted(TRIES, COST, 100 * told));
            assertThat(toldBeyondTolerance - 0.5).isLessThan(DEVIATIONS * deviation());
        }
    }

    /** The control: a hash of one cost less is told apart. */
    @Test
    void aCheaperHash_isToldApart() {
        createUsers();
        try (Tally tally = new Tally(Chapter.ENUMERATION, "control: a storage whose hashes cost half as much");
                Storage storage = open(COST);
                Storage cheaper = open(COST - 1)) {
            List<Long> times = new ArrayList<>();
            List<Long> shorter = new ArrayList<>();
            for (int i = 0; i < TRIES; i++) {
                times.add(time(storage, Failure.UNKNOWN_EMAIL, tally));
                shorter.add(time(cheaper, Failure.UNKNOWN_EMAIL, tally));
            }
            double seen = chanceThatLonger(times, shorter, 1 + TOLERANCE);
            tally.remark("right in %.0f %% of cases".formatted(100 * seen));
            assertThat(seen - 0.5).isGreaterThan(DEVIATIONS * deviation());
        }
    }

    private static long time(Storage storage, Failure failure, Tally tally) {
        long begin = System.nanoTime();
        assertThat(tally.call(() -> storage.users().authenticate(failure.email(), failure.attempt()))
                        .orElseThrow())
                .isEmpty();
        return System.nanoTime() - begin;
    }

    private static List<Failure> shuffled() {
        List<Failure> failures = new ArrayList<>(List.of(Failure.values()));
        Collections.shuffle(failures);
        return failures;
    }

    private static String names() {
        return Arrays.stream(Failure.values())
                .map(failure -> failure.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    /** How often a time of the one is longer than so many times one of the other: a half if they are (Mann and Whitney's U). */
    private static double chanceThatLonger(List<Long> one, List<Long> other, double times) {
        double longer = 0;
        for (long left : one) {
            for (long right : other) {
                longer += left > times * right ? 1 : left == times * right ? 0.5 : 0;
            }
        }
        return longer / one.size() / other.size();
    }

    /** The standard deviation of that, for times that are alike. */
    private static double deviation() {
        return Math.sqrt((2.0 * TRIES + 1) / (12.0 * TRIES * TRIES));
    }
}
