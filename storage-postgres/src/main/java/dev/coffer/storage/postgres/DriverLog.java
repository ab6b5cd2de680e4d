package dev.coffer.storage.postgres;

import java.util.List;
import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The driver's log of what it sends and gets, which at its finest level shows each value of a statement, and those of which the
 * server speaks in an error: among them are the hashes of passwords and tokens. These lines are left out, whatever the level.
 */
final class DriverLog {
    private static final List<String> WITH_VALUES =
            List.of("FE=> Bind(", "FE=> SimpleQuery(", "<=BE ErrorMessage(", "<=BE NoticeResponse(");

    /** Held here: what nobody holds is made anew, without its filter. */
    private static final Logger LOGGER = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");

    static {
        Optional<Filter> hosts = Optional.ofNullable(LOGGER.getFilter());
        LOGGER.setFilter(line -> !showsValues(line)
                && hosts.map(filter -> filter.isLoggable(line)).orElse(true));
    }

    private DriverLog() {}

    /** Before the first statement of ours. A second call changes nothing. */
    static void leaveOutValues() {
        // by the loading of this class
    }

    private static boolean showsValues(LogRecord line) {
        return Optional.ofNullable(line.getMessage())
                .filter(message -> WITH_VALUES.stream().anyMatch(message::contains))
                .isPresent();
    }
}
