package dev.coffer.storage;

import dev.coffer.storage.spi.JsonNumbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the host's plain Java into canonical JSON values, immutable and of bounded depth and size. */
final class JsonRules {
    static final int MAX_DEPTH = 100;

    /** The text of a number. A longer one is not read: that takes time with the square of its length. */
    private static final int MAX_NUMBER_TEXT = 20_000;

    private final String field;
    private final long maxBytes;
    private long bytes;

    private JsonRules(String field, long maxBytes) {
        this.field = field;
        this.maxBytes = maxBytes;
    }

    /** A deep copy in canonical form; its size is the UTF-8 of the compact JSON. */
    static Map<String, @Nullable Object> canonical(
            String field, Map<String, ? extends @Nullable Object> json, long maxBytes) {
        return new JsonRules(field, maxBytes).object(json, 1);
    }

    /** The UTF-8 of the compact JSON. */
    static long size(Map<String, @Nullable Object> canonical) {
        JsonRules counter = new JsonRules("metadata", Long.MAX_VALUE);
        counter.object(canonical, 1);
        return counter.bytes;
    }

    private @Nullable Object value(@Nullable Object value, int depth) {
        if (value == null) {
            count(4);
            return null;
        }
        if (value instanceof String text) {
            return string(text);
        }
        if (value instanceof Boolean bool) {
            count(bool ? 4 : 5);
            return bool;
        }
        if (value instanceof Number number) {
            Number canonical = number(number);
            count(canonical.toString().length());
            return canonical;
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, depth + 1);
        }
        if (value instanceof List<?> list) {
            return array(list, depth + 1);
        }
        throw new InvalidInput(field, "must hold only Map, List, String, Boolean, Number and null");
    }

    private Map<String, @Nullable Object> object(Map<?, ?> map, int depth) {
        checkDepth(depth);
        count(2);
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new InvalidInput(field, "must have names that are String");
            }
            count(copy.isEmpty() ? 1 : 2); // the colon, and the comma before all but the first
            copy.put(string(name), value(entry.getValue(), depth));
        }
        return Collections.unmodifiableMap(copy);
    }

    private List<@Nullable Object> array(List<?> list, int depth) {
        checkDepth(depth);
        count(2);
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object element : list) {
            count(copy.isEmpty() ? 0 : 1);
            copy.add(value(element, depth));
        }
        return Collections.unmodifiableList(copy);
    }

    private Number number(Number number) {
        try {
            if (number instanceof BigDecimal decimal) {
                return JsonNumbers.canonical(decimal);
            }
            if (number instanceof BigInteger whole) {
                return JsonNumbers.canonical(new BigDecimal(whole));
            }
            // Every other kind of Number writes its exact value, or NaN and Infinity, which BigDecimal refuses.
            String text = number.toString();
            if (text.length() > MAX_NUMBER_TEXT) {
                throw new ArithmeticException("too long to be read");
            }
            return JsonNumbers.canonical(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new InvalidInput(field, "must hold finite numbers only");
        } catch (ArithmeticException e) {
            throw new InvalidInput(field, "must hold numbers of at most " + JsonNumbers.MAX_DIGITS + " digits");
        }
    }

    private String string(String text) {
        count(2 + Texts.utf8Length(Texts.wellFormed(field, text)));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c == '\b' || c == '\f' || c == '\n' || c == '\r' || c == '\t') {
                count(1);
            } else if (c < ' ') {
                count(5);
            }
        }
        return text;
    }

    private void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new InvalidInput(field, "must be nested at most " + MAX_DEPTH + " deep");
        }
    }

    private void count(long more) {
        bytes += more;
        if (bytes > maxBytes) {
            throw new InvalidInput(field, "must have at most " + maxBytes + " bytes of JSON");
        }
    }
}
