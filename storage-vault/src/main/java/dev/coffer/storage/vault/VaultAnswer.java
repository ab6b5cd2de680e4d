package dev.coffer.storage.vault;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The members of a JSON object that Vault has answered with. Texts, whole numbers, truth values and objects; lists are left out, as nothing
 * here asks for one.
 */
record VaultAnswer(Map<String, @Nullable Object> members) {
    private static final JsonFactory JSON = new JsonFactory();

    static final VaultAnswer EMPTY = new VaultAnswer(Map.of());

    static VaultAnswer parse(byte[] json) throws VaultFailure {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                return object(parser);
            }
        } catch (JacksonException e) { // which shows what was read
            throw VaultFailure.notUnderstood("it is no JSON");
        }
        throw VaultFailure.notUnderstood("it is no JSON object");
    }

    private static VaultAnswer object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            members.put(name, value(parser));
        }
        return new VaultAnswer(members);
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                parser.skipChildren();
                yield null;
            }
            default -> null;
        };
    }

    /** The JSON of texts by their names. */
    static byte[] json(Map<String, String> texts) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
            generator.writeStartObject();
            texts.forEach(generator::writeStringProperty);
            generator.writeEndObject();
        }
        return json.toByteArray();
    }

    /** The object of this name. */
    VaultAnswer object(String name) throws VaultFailure {
        return member(name, VaultAnswer.class);
    }

    String text(String name) throws VaultFailure {
        return member(name, String.class);
    }

    Duration seconds(String name) throws VaultFailure {
        return Duration.ofSeconds(Math.max(0, member(name, Long.class)));
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    boolean is(String name, String text) {
        return text.equals(members.get(name));
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    private <T> T member(String name, Class<T> type) throws VaultFailure {
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            throw VaultFailure.notUnderstood("it has no '" + name + "' of the right kind");
        }
        return type.cast(value);
    }

    /** Only the names: the values are secrets. */
    @Override
    public String toString() {
        return "VaultAnswer" + members.keySet();
    }
}
