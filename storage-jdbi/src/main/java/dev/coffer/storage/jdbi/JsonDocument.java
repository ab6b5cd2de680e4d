package dev.coffer.storage.jdbi;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.spi.JsonNumbers;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object on its way into or out of a column. A type of its own, so that each database can register how it binds and
 * reads one.
 *
 * @param members canonical, as the API makes them
 */
public record JsonDocument(Map<String, @Nullable Object> members) {
    private static final int MAX_DEPTH = 100;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(2 * JsonNumbers.MAX_DIGITS)
                    .maxNameLength(Integer.MAX_VALUE) // the API limits the whole
                    .build())
            .build();

    /** Metadata lies in them two levels deeper. */
    private static final JsonFactory CHANGES = JSON.rebuild()
            .streamReadConstraints(JSON.streamReadConstraints()
                    .rebuild()
                    .maxNestingDepth(MAX_DEPTH + 2)
                    .build())
            .build();

    /**
     * Reads the text of an object; its numbers come out in canonical form.
     *
     * @throws Corrupt if it is no such text
     */
    public static JsonDocument parse(String json) {
        return parse(JSON, json);
    }

    /** As {@link #parse}, where it says what has changed of a row. */
    static JsonDocument parseChange(String json) {
        return parse(CHANGES, json);
    }

    private static JsonDocument parse(JsonFactory factory, String json) {
        if (json.equals("{}")) {
            return new JsonDocument(Map.of());
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                JsonDocument document = new JsonDocument(object(parser));
                if (parser.nextToken() == null) {
                    return document;
                }
            }
            throw noObject();
        } catch (JacksonException | ArithmeticException | NumberFormatException e) { // which shows what is stored
            throw noObject();
        }
    }

    private static Corrupt noObject() {
        return new Corrupt("a column that should hold a JSON object holds something else", null);
    }

    /** The compact text. */
    public String text() {
        return members.isEmpty() ? "{}" : write(members);
    }

    /** The compact text of a value in canonical form, or of lists of texts. */
    public static String text(Object value) {
        return write(value);
    }

    private static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            generator.writeStartObject();
            members.forEach((name, member) -> {
                generator.writeName((String) name);
                write(generator, member);
            });
            generator.writeEndObject();
        } else if (value instanceof List<?> elements) {
            generator.writeStartArray();
            elements.forEach(element -> write(generator, element));
            generator.writeEndArray();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.writeNumber(value.toString());
        }
    }

    /** Leaves the content out. */
    @Override
    public String toString() {
        return "JsonDocument";
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonNumbers.canonical(new BigDecimal(parser.getString()));
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("no JSON value begins with " + parser.currentToken());
        };
    }
}
