package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the fields of a record as what they should be. No type is guessed: a number in quotes is no number. */
final class FieldReader {
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z");

    private final Map<String, @Nullable Object> fields;
    private final Set<String> taken = new HashSet<>();

    FieldReader(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** Refuses what nobody asked for. */
    void demandNothingElse() {
        for (String name : fields.keySet()) {
            if (!taken.contains(name)) {
                throw new InvalidInput(shown(name), "is not known");
            }
        }
    }

    /** A name as a message may show it. */
    private static String shown(String name) {
        return name.matches("[A-Za-z_]{1,40}") ? name : "a field";
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        return optional(name, String.class, "must be a text");
    }

    UUID uuid(String name) {
        String text = text(name);
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // as malformed
        }
        throw new InvalidInput(name, "must be a UUID in its canonical lower-case form");
    }

    Instant instant(String name) {
        return optionalInstant(name).orElseThrow(() -> missing(name));
    }

    Optional<Instant> optionalInstant(String name) {
        return optionalText(name).map(text -> instant(name, text));
    }

    private static Instant instant(String name, String text) {
        try {
            if (INSTANT.matcher(text).matches()) {
                return Instant.parse(text);
            }
        } catch (DateTimeException e) {
            // as malformed
        }
        throw new InvalidInput(name, "must be an instant such as 2026-01-31T23:59:59.123456Z");
    }

    byte[] bytes(String name) {
        try {
            return Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(name, "must be base64");
        }
    }

    long number(String name) {
        return optional(name, Long.class, "must be a whole number of 64 bits").orElseThrow(() -> missing(name));
    }

    @SuppressWarnings("unchecked") // whoever read the JSON has names that are texts
    Map<String, @Nullable Object> json(String name) {
        return (Map<String, @Nullable Object>)
                optional(name, Map.class, "must be a JSON object").orElse(Map.of());
    }

    private <T> Optional<T> optional(String name, Class<T> type, String rule) {
        taken.add(name);
        Object value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new InvalidInput(name, rule);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private static InvalidInput missing(String name) {
        return new InvalidInput(name, "is missing");
    }
}
