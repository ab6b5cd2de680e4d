package dev.coffer.storage.jdbi;

import dev.coffer.storage.spi.Finding.Level;
import java.util.Optional;

/**
 * What a check has found, but for its name.
 *
 * @param level how bad it is
 * @param observed what was seen
 * @param advice what to do
 */
public record Verdict(Level level, String observed, Optional<String> advice) {
    /** All is as it should be. */
    public static Verdict ok(String observed) {
        return new Verdict(Level.OK, observed, Optional.empty());
    }

    /** Something should be done. */
    public static Verdict warn(String observed, String advice) {
        return new Verdict(Level.WARN, observed, Optional.of(advice));
    }

    /** Something must be done. */
    public static Verdict fail(String observed, String advice) {
        return new Verdict(Level.FAIL, observed, Optional.of(advice));
    }
}
