package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.migrate.Retention;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which older backups are kept. */
final class RetentionOptions {
    @Option(names = "--keep-last", paramLabel = "N", order = 5, description = "Keeps the newest N backups.")
    private @Nullable Integer last;

    @Option(
            names = "--keep-daily",
            paramLabel = "N",
            order = 6,
            description = "Keeps the last backup of each of the newest N days that have one.")
    private @Nullable Integer daily;

    @Option(names = "--keep-weekly", paramLabel = "N", order = 7, description = "The same of weeks, from Monday on.")
    private @Nullable Integer weekly;

    @Option(
            names = "--keep-monthly",
            paramLabel = "N",
            order = 8,
            description = "The same of months. What none of these keeps is deleted; without any, nothing is.")
    private @Nullable Integer monthly;

    Optional<Retention> retention() {
        if (Stream.of(given(last), given(daily), given(weekly), given(monthly)).noneMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Retention(number(last), number(daily), number(weekly), number(monthly)));
        } catch (InvalidInput e) {
            throw new InvalidInput("--keep-...", "must be numbers from 0 on, of which one is above 0", e);
        }
    }

    private static Optional<Integer> given(@Nullable Integer number) {
        return Optional.ofNullable(number);
    }

    private static int number(@Nullable Integer number) {
        return given(number).orElse(0);
    }
}
