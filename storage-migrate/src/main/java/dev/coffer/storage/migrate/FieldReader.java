package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes the fields of a record as what they should be. No type is guessed: a number in quotes is no number. */
final class FieldReader {
    private final Map<String, @Nullable Object> named;
    private final RecordRules rules;
    private final Set<String> taken = new HashSet<>();

    FieldReader(Map<String, @Nullable Object> named, RecordRules rules) {
        this.named = named;
        this.rules = rules;
    }

    /** Adds a field to the record that was begun. */
    void add(RecordRows rows, RecordField field) {
        if (field.derived()) {
            rows.addText(rules.canonicalEmail(text("email"))); // the only one there is
            return;
        }
        String name = field.name();
        taken.add(name);
        Object value = named.get(name);
        if (value == null) {
            addNothing(rows, field);
            return;
        }
        switch (field.type()) {
            case UUID -> addUuid(rows, name);
            case TEXT -> rows.addText(text(name));
            case JSON -> rows.addBytes(Ndjson.bytes(json(name)));
            case BYTES -> rows.addBytes(bytes(name));
            case INSTANT -> rows.addNumber(Micros.parse(name, text(name)));
            case NUMBER -> rows.addNumber(given(name, Long.class, "must be a whole number of 64 bits"));
        }
    }

    private static void addNothing(RecordRows rows, RecordField field) {
        if (field.type() == RecordField.Type.JSON) {
            rows.addText("{}");
        } else if (field.optional()) {
            rows.addAbsent();
        } else {
            throw missing(field.name());
        }
    }

    private void addUuid(RecordRows rows, String name) {
        String text = text(name);
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                rows.addUuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
                return;
            }
        } catch (IllegalArgumentException e) {
            // as malformed
        }
        throw new InvalidInput(name, "must be a UUID in its canonical lower-case form");
    }

    private String text(String name) {
        String text = given(name, String.class, "must be a text");
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) { // into bytes it would go as a question mark
            throw new InvalidInput(name, "must not contain a lone surrogate");
        }
        return text;
    }

    private byte[] bytes(String name) {
        try {
            return Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(name, "must be base64");
        }
    }

    @SuppressWarnings("unchecked") // whoever read the JSON has names that are texts
    private Map<String, @Nullable Object> json(String name) {
        return (Map<String, @Nullable Object>) given(name, Map.class, "must be a JSON object");
    }

    private <T> T given(String name, Class<T> type, String rule) {
        Object value = named.get(name);
        if (value == null) {
            throw missing(name);
        }
        if (!type.isInstance(value)) {
            throw new InvalidInput(name, rule);
        }
        return type.cast(value);
    }

    private static InvalidInput missing(String name) {
        return new InvalidInput(name, "is missing");
    }

    /** Refuses what nobody asked for. */
    void demandNothingElse() {
        for (String name : named.keySet()) {
            if (!taken.contains(name)) {
                throw new InvalidInput(shown(name), "is not known");
            }
        }
    }

    /** A name as a message may show it. */
    private static String shown(String name) {
        return name.matches("[A-Za-z_]{1,40}") ? name : "a field";
    }
}
