package dev.coffer.storage;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration out of environment variables. */
final class EnvironmentVariables {
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private final Map<String, String> variables;

    EnvironmentVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    StorageConfig config() {
        StorageConfig.Builder config = read("COFFER_URL", StorageConfig::forUrl)
                .or(() -> read("DATABASE_URL", StorageConfig::forUrl))
                .orElseThrow(() -> new InvalidInput("COFFER_URL", "must be set, or DATABASE_URL"));
        read("COFFER_SCHEMA_MODE", text -> config.schemaMode(SchemaMode.valueOf(text.toUpperCase(Locale.ROOT))));
        read("COFFER_READ_ONLY", text -> config.readOnly(bool(text)));
        read("COFFER_POOL_SIZE", text -> config.poolSize(Integer.parseInt(text)));
        read("COFFER_LOCK_TIMEOUT", text -> config.lockTimeout(duration(text)));
        read("COFFER_READ_TIMEOUT", text -> config.readTimeout(duration(text)));
        read("COFFER_CLOSE_TIMEOUT", text -> config.closeTimeout(duration(text)));
        read("COFFER_PASSWORD_COST", text -> config.passwordCost(Integer.parseInt(text)));
        return config.build();
    }

    /** An empty variable counts as not set, as shells and container files leave them. */
    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private <T> Optional<T> read(String name, Function<String, T> reading) {
        return variable(name).map(text -> {
            try {
                return reading.apply(text);
            } catch (InvalidInput e) {
                throw new InvalidInput(name, e.problem());
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new InvalidInput(name, "is malformed"); // its value may be a secret in the wrong place
            }
        });
    }

    private static boolean bool(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    private static Duration duration(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        return matcher.matches() ? Duration.parse(iso(matcher.group(1), matcher.group(2))) : Duration.parse(text);
    }

    private static String iso(String number, String unit) {
        return unit.equals("ms")
                ? Duration.ofMillis(Long.parseLong(number)).toString()
                : "PT" + number + unit.toUpperCase(Locale.ROOT);
    }
}
