package dev.coffer.storage.spi;

import dev.coffer.storage.InvalidInput;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a look at one thing of a storage has found. Holds no secret and nothing that a user has stored: counts and names of tables at
 * most.
 *
 * @param check what was looked at: a name in lower case with hyphens, the same in each version
 * @param level how bad it is
 * @param observed what was seen, in a few words
 * @param advice what to do, as a sentence or a statement; empty if there is nothing to be done
 */
public record Finding(String check, Level level, String observed, Optional<String> advice) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** How bad a finding is; the later the worse. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, but will not for long, or not as well as it could; or it could not be looked at. */
        WARN,
        /** It does not work, or what is stored is in danger. */
        FAIL;

        /** {@return the name in lower case, as scripts know it} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the parts.
     *
     * @param check what was looked at
     * @param level how bad it is
     * @param observed what was seen
     * @param advice what to do
     * @throws InvalidInput {@code check} if it is no such name, {@code observed} if it is blank
     */
    public Finding {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(observed, "observed");
        Objects.requireNonNull(advice, "advice");
        if (!NAME.matcher(check).matches()) {
            throw new InvalidInput("check", "must be words in lower case with hyphens between them");
        }
        if (observed.isBlank()) {
            throw new InvalidInput("observed", "must not be blank");
        }
    }

    /**
     * {@return that all is as it should be}
     *
     * @param check its name
     * @param observed what was seen
     */
    public static Finding ok(String check, String observed) {
        return new Finding(check, Level.OK, observed, Optional.empty());
    }

    /**
     * {@return that something should be done}
     *
     * @param check its name
     * @param observed what was seen
     * @param advice what to do
     */
    public static Finding warn(String check, String observed, String advice) {
        return new Finding(check, Level.WARN, observed, Optional.of(advice));
    }

    /**
     * {@return that something must be done}
     *
     * @param check its name
     * @param observed what was seen
     * @param advice what to do
     */
    public static Finding fail(String check, String observed, String advice) {
        return new Finding(check, Level.FAIL, observed, Optional.of(advice));
    }
}
