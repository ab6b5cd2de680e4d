package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.MigrationListener;
import java.util.Locale;
import java.util.OptionalInt;

/** Shows on stderr how far the work is. */
interface Progress extends MigrationListener, AutoCloseable {
    /** Shows nothing. */
    Progress NONE = new Progress() {
        @Override
        public void begins(Step step, long records) {}

        @Override
        public void advances(long records) {}

        @Override
        public void close() {}
    };

    /** As stderr is, unless nobody wants it. */
    static Progress of(Surroundings around, boolean quiet) {
        if (quiet) {
            return NONE;
        }
        OptionalInt width = around.terminal().width();
        return width.isPresent()
                ? new ProgressBars(around.err(), width.getAsInt())
                : new ProgressLines(around.err(), System::nanoTime);
    }

    /** Prints lines where they do not get into what is shown. */
    default void between(Runnable print) {
        print.run();
    }

    /** The last step is over. */
    @Override
    void close();

    /** What is done in a step. */
    static String name(Step step) {
        return switch (step) {
            case READING -> "Reading the source";
            case RESUMING -> "Comparing with the earlier run";
            case CHECKING -> "Checking";
            case COPYING -> "Copying";
            case COMPLETING -> "Completing the target";
            case VERIFYING -> "Verifying";
        };
    }

    /** So many of them, for people. */
    static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    /** So many records, for people. */
    static String records(long number) {
        return count(number, "record", "records");
    }

    /** A number for people. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
