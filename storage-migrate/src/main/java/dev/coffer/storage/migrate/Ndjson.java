package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.JsonNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
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
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** One JSON object a line, as maps. */
final class Ndjson {
    /** An audit log may have a value of 16 MiB before and after a change, in hexadecimal; one in base64 is shorter. */
    static final int MAX_LINE_BYTES = 80 << 20;

    /** Metadata is nested at most 100 deep, in a line. */
    private static final int MAX_DEPTH = 101;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(2 * JsonNumbers.MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Can write what UTF-8 cannot. */
    private static final JsonFactory ASCII =
            JSON.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Ndjson() {}

    /**
     * Reads the object of a line; its numbers come out in canonical form.
     *
     * @throws InvalidInput {@code line} if it is none
     */
    static Map<String, @Nullable Object> parse(String line) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                Map<String, @Nullable Object> object = object(parser);
                if (parser.nextToken() == null) {
                    return object;
                }
            }
        } catch (StreamConstraintsException
                | ArithmeticException
                | NumberFormatException e) { // the exceptions show what the line holds
            throw new InvalidInput(
                    "line",
                    "must be nested at most " + (MAX_DEPTH - 1) + " deep, with numbers of at most "
                            + JsonNumbers.MAX_DIGITS + " digits");
        } catch (JacksonException e) {
            throw new InvalidInput("line", "must be JSON, without a name twice in one object");
        }
        throw new InvalidInput("line", "must be one JSON object and nothing else");
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
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

    /** The line of an object, with its end. */
    static byte[] line(Map<String, ? extends @Nullable Object> object) {
        byte[] bytes = bytes(object);
        byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }

    /**
     * Writes the line of an object piece by piece: it may be large.
     *
     * @param object without texts that UTF-8 cannot write
     */
    static void writeLine(Map<String, ? extends @Nullable Object> object, OutputStream out) throws IOException {
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            write(generator, object);
            generator.writeRaw('\n');
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /** The compact text of an object. */
    static byte[] bytes(Map<String, ? extends @Nullable Object> object) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            write(generator, object);
        } catch (JacksonException loneSurrogate) {
            line.reset();
            try (JsonGenerator generator = ASCII.createGenerator(ObjectWriteContext.empty(), line)) {
                write(generator, object);
            }
        }
        return line.toByteArray();
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
        } else if (value instanceof byte[] bytes) {
            write(generator, Map.of("bytes", Base64.getEncoder().encodeToString(bytes)));
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.writeNumber(value.toString());
        }
    }
}
