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

    private static final String DURATION =
            "a duration from a millisecond to a day, such as 500ms, 5s, 10m, 1h or PT1.5S (ISO-8601)";
    private static final String POOL_SIZE = "a whole number from 1 to " + StorageConfig.Builder.MAX_POOL_SIZE;
    private static final String COST = "a whole number from " + Passwords.MIN_COST + " to " + Passwords.MAX_COST;

    private final Map<String, String> variables;

    EnvironmentVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    StorageConfig config() {
        StorageConfig.Builder config = read("COFFER_URL", "a URL", StorageConfig::forUrl)
                .or(() -> read("DATABASE_URL", "a URL", StorageConfig::forUrl))
                .orElseThrow(() -> new InvalidInput("COFFER_URL", "must be set, or DATABASE_URL"));
        read("COFFER_SCHEMA", "a name", config::schema);
        read("COFFER_SCHEMA_MODE", "migrate, validate or none", text -> config.schemaMode(schemaMode(text)));
        read("COFFER_READ_ONLY", "true or false", text -> config.readOnly(bool(text)));
        read("COFFER_STANDBY_READS", "true or false", text -> config.standbyReads(bool(text)));
        read("COFFER_TRANSACTION_POOLING", "true or false", text -> config.transactionPooling(bool(text)));
        read("COFFER_START_TIMEOUT", DURATION, text -> config.startTimeout(duration(text)));
        read("COFFER_POOL_SIZE", POOL_SIZE, text -> config.poolSize(Integer.parseInt(text)));
        read("COFFER_LOCK_TIMEOUT", DURATION, text -> config.lockTimeout(duration(text)));
        read("COFFER_READ_TIMEOUT", DURATION, text -> config.readTimeout(duration(text)));
        read("COFFER_CLOSE_TIMEOUT", DURATION, text -> config.closeTimeout(duration(text)));
        read("COFFER_PASSWORD_COST", COST, text -> config.passwordCost(Integer.parseInt(text)));
        return config.build();
    }

    /** An empty variable counts as not set, as shells and container files leave them. */
    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private <T> Optional<T> read(String name, String allowed, Function<String, T> reading) {
        return variable(name).map(text -> {
            try {
                return reading.apply(text);
            } catch (InvalidInput e) {
                throw new InvalidInput(name, e.problem());
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new InvalidInput(name, "must be " + allowed); // its value may be a secret in the wrong place
            }
        });
    }

    private static SchemaMode schemaMode(String text) {
        return SchemaMode.valueOf(text.toUpperCase(Locale.ROOT));
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
