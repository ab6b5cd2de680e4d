package dev.coffer.storage;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.resilience.HostileTexts;
import dev.coffer.storage.jdbi.JsonDocument;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Any text as metadata, as it is read out of a column or a dump; and any plain maps, as a host gives them. */
public final class JsonFuzzer {
    private static final long LARGEST = Limits.defaults().metadataBytes();

    private JsonFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = HostileTexts.whole(data);
        Optional<JsonDocument> read = attempt(() -> JsonDocument.parse(text));
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        boolean isUtf8 = new String(utf8, StandardCharsets.UTF_8).equals(text);
        if (isUtf8 && PlainJson.isObject(utf8, 0, utf8.length)) {
            demand(read.isPresent(), "what is plain JSON cannot be read");
            demand(canonical(read.get().members()).isPresent() || utf8.length > LARGEST, "plain JSON breaks a rule");
        }
        read.ifPresent(document -> {
            demand(JsonDocument.parse(document.text()).equals(document), "JSON changes when it is written");
            canonical(document.members()).ifPresent(members -> demandSame(members, document));
        });
        canonical(plainMap(data)).ifPresent(members -> demandSame(members, new JsonDocument(members)));
    }

    private static Optional<Map<String, @Nullable Object>> canonical(Map<String, @Nullable Object> json) {
        return attempt(() -> JsonRules.canonical("metadata", json, LARGEST));
    }

    private static void demandSame(Map<String, @Nullable Object> canonical, JsonDocument document) {
        String text = document.text();
        demand(canonical.equals(document.members()), "JSON that was read is not canonical");
        demand(JsonDocument.parse(text).members().equals(canonical), "canonical JSON changes when it is stored");
        demand(
                JsonRules.size(canonical) == text.getBytes(StandardCharsets.UTF_8).length,
                "JSON has another size than was counted");
    }

    /** A host's map: each byte adds a value, or begins or ends a map or a list. */
    private static Map<String, @Nullable Object> plainMap(byte[] data) {
        Map<String, @Nullable Object> whole = new HashMap<>();
        Deque<Consumer<@Nullable Object>> open = new ArrayDeque<>();
        open.push(into(whole));
        ByteBuffer bytes = ByteBuffer.wrap(data);
        while (bytes.hasRemaining() && !open.isEmpty()) {
            switch (Byte.toUnsignedInt(bytes.get()) % 13) {
                case 0 -> open.element().accept(null);
                case 1 -> open.element().accept(text(bytes));
                case 2 -> open.element().accept(number(bytes).longValue());
                case 3 ->
                    open.element().accept(Double.longBitsToDouble(number(bytes).longValue()));
                case 4 ->
                    open.element()
                            .accept(new BigDecimal(number(bytes), number(bytes).intValue()));
                case 5 -> open.element().accept(number(bytes).pow(Byte.toUnsignedInt(next(bytes))));
                case 6 -> {
                    Map<String, @Nullable Object> map = new HashMap<>();
                    open.element().accept(map);
                    open.push(into(map));
                }
                case 7 -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    open.element().accept(list);
                    open.push(list::add);
                }
                case 8 -> open.pop();
                case 9 -> open.element().accept(whole); // in itself
                case 10 -> open.element().accept(new LazyNumber(text(bytes)));
                case 11 -> open.element().accept(true);
                default -> open.element().accept('x');
            }
        }
        return whole;
    }

    private static Consumer<@Nullable Object> into(Map<String, @Nullable Object> map) {
        return value -> map.put("m" + map.size(), value);
    }

    private static byte next(ByteBuffer bytes) {
        return bytes.hasRemaining() ? bytes.get() : 0;
    }

    private static BigInteger number(ByteBuffer bytes) {
        byte[] magnitude = new byte[Math.min(8, bytes.remaining())];
        bytes.get(magnitude);
        return magnitude.length == 0 ? BigInteger.ZERO : new BigInteger(magnitude);
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[Math.min(Byte.toUnsignedInt(next(bytes)), bytes.remaining())];
        bytes.get(text);
        return HostileTexts.whole(text);
    }
}
