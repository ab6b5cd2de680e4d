package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.UserUpdate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Metadata is JSON as plain Java: values come out equal, numbers in one form each, within bounds of depth and size. */
@Needs(USERS)
abstract class JsonRules extends Rules {
    /** Stores the metadata with a new user; returns it as read back, which is as it was returned at once. */
    private Map<String, @Nullable Object> stored(Map<String, ? extends @Nullable Object> metadata) {
        UUID id = new UUID(0x7000, users().count());
        NewUser user = NewUser.withEmail("user" + id + "@example.org").id(id).metadata(metadata);
        Map<String, @Nullable Object> returned = users().create(user).metadata();
        Map<String, @Nullable Object> read = users().find(id).orElseThrow().metadata();
        assertThat(read).isEqualTo(returned);
        return read;
    }

    private @Nullable Object storedValue(Object value) {
        return stored(Map.of("value", value)).get("value");
    }

    private void assertRefused(Map<String, ?> metadata) {
        long before = users().count();
        assertInvalidInput(
                "metadata",
                () -> users().create(NewUser.withEmail("ada@example.org").metadata(metadata)));
        assertThat(users().count()).isEqualTo(before);
    }

    private static Map<String, Object> nested(int depth) {
        Map<String, Object> nested = Map.of();
        for (int i = 1; i < depth; i++) {
            nested = i % 2 == 0 ? Map.of("m", nested) : Map.of("l", nested);
        }
        return nested;
    }

    @Test
    void everyKindOfValue_comesOutEqual() {
        Map<String, @Nullable Object> metadata = new HashMap<>();
        metadata.put("text", "dark");
        metadata.put("empty", "");
        metadata.put("yes", true);
        metadata.put("no", false);
        metadata.put("null", null);
        metadata.put("list", List.of("a", 1L, List.of(), Map.of()));
        metadata.put("map", Map.of("deep", Map.of("deeper", List.of(Map.of("deepest", 1L)))));
        metadata.put("", "the empty name");

        assertThat(stored(metadata)).isEqualTo(metadata);
        assertThat(stored(Map.of())).isEmpty();
    }

    @Test
    void nullInAList_comesOutAsNull() {
        List<@Nullable Object> list = new ArrayList<>();
        list.add(null);
        list.add("a");
        list.add(null);

        assertThat(storedValue(list)).isEqualTo(list);
    }

    @Test
    void wholeNumberOf64Bits_comesOutAsLong() {
        for (Number number : List.of(
                42,
                42L,
                (short) 42,
                (byte) 42,
                42.0,
                42.0f,
                new AtomicInteger(42),
                BigInteger.valueOf(42),
                new BigDecimal("42.000"),
                new BigDecimal("4.2e1"))) {
            assertThat(storedValue(number)).isEqualTo(42L);
        }
        for (long edge : new long[] {0, -1, 1L << 53, (1L << 53) + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(storedValue(edge)).isEqualTo(edge);
        }
        assertThat(storedValue(new BigDecimal("1e2"))).isEqualTo(100L);
        assertThat(storedValue(-0.0)).isEqualTo(0L);
        assertThat(storedValue(new BigDecimal("0.000"))).isEqualTo(0L);
    }

    @Test
    void widerWholeNumber_comesOutAsBigInteger() {
        BigInteger wide = BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE);

        assertThat(storedValue(wide)).isEqualTo(wide);
        assertThat(storedValue(wide.negate().subtract(BigInteger.ONE)))
                .isEqualTo(wide.negate().subtract(BigInteger.ONE));
        assertThat(storedValue(new BigDecimal("1e30"))).isEqualTo(BigInteger.TEN.pow(30));
        assertThat(storedValue(1e30)).isEqualTo(BigInteger.TEN.pow(30));
    }

    @Test
    void fraction_comesOutAsBigDecimalWithoutTrailingZeros() {
        assertThat(storedValue(1.5)).isEqualTo(new BigDecimal("1.5"));
        assertThat(storedValue(1.5f)).isEqualTo(new BigDecimal("1.5"));
        assertThat(storedValue(new BigDecimal("1.500"))).isEqualTo(new BigDecimal("1.5"));
        assertThat(storedValue(0.1)).isEqualTo(new BigDecimal("0.1"));
        assertThat(storedValue(new BigDecimal("-1e-30"))).isEqualTo(new BigDecimal("-1e-30"));
        assertThat(storedValue(new BigDecimal("3.14159265358979323846264338327950288")))
                .isEqualTo(new BigDecimal("3.14159265358979323846264338327950288"));
    }

    @Test
    void number_hasAtMostAThousandDigits() {
        BigInteger thousand = BigInteger.TEN.pow(1_000).subtract(BigInteger.ONE);
        BigDecimal small = new BigDecimal("1e-1000");

        assertThat(storedValue(thousand)).isEqualTo(thousand);
        assertThat(storedValue(small)).isEqualTo(small);
        assertThat(storedValue(new BigDecimal("1e999"))).isEqualTo(BigInteger.TEN.pow(999));
        for (Number refused : List.of(
                BigInteger.TEN.pow(1_000),
                new BigDecimal("1e1000"),
                new BigDecimal("1e-1001"),
                new BigDecimal("1e2147483647"),
                new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
                new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE))) {
            assertRefused(Map.of("number", refused));
        }
    }

    @Test
    void numberThatIsNotFinite_isInvalidInputMetadata() {
        for (Number refused : List.of(
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Float.NaN, Float.POSITIVE_INFINITY)) {
            assertRefused(Map.of("number", refused));
            assertRefused(Map.of("list", List.of(refused)));
        }
    }

    @Test
    void depthOver100_isInvalidInputMetadata() {
        Map<String, Object> deepest = nested(100);

        assertThat(stored(deepest)).isEqualTo(deepest);
        assertRefused(nested(101));
        assertRefused(nested(10_000));
    }

    @Test
    void size_isTheUtf8OfTheCompactJsonUpToOneMebibyte() {
        int around = "{\"t\":\"\"}".length();
        String longest = "\u00e9".repeat((1024 * 1024 - around) / 2);

        assertThat(stored(Map.of("t", longest))).isEqualTo(Map.of("t", longest));
        assertRefused(Map.of("t", longest + "x"));
    }

    @Test
    void limitOfMetadata_maySetLower() {
        openFresh(config -> config.limits(storage.limits().withMetadataBytes(20)));

        assertThat(stored(Map.of("k", "0123456789ab"))).hasSize(1);
        assertRefused(Map.of("k", "0123456789abc"));
        assertThat(stored(Map.of("k", "\"\\\n456789"))).hasSize(1);
        assertRefused(Map.of("k", "\"\\\n4567890"));
    }

    @Test
    void anyOtherType_isInvalidInputMetadata() {
        for (Object refused : List.of('c', new Object(), new int[] {1}, Instant.EPOCH, UUID.randomUUID())) {
            assertRefused(Map.of("value", refused));
        }
        assertRefused(Map.of("map", Map.of(1, "a name that is no text")));
    }

    @Test
    void metadata_isCopiedIn() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Map<String, Object> metadata = new LinkedHashMap<>(Map.of("list", list));

        UUID id = users().create(NewUser.withEmail("ada@example.org").metadata(metadata))
                .id();
        list.add("b");
        metadata.put("more", 1);

        assertThat(users().find(id).orElseThrow().metadata()).isEqualTo(Map.of("list", List.of("a")));
    }

    @Test
    void metadata_cannotBeChangedByWhoReadsIt() {
        Map<String, @Nullable Object> read = stored(Map.of("list", List.of("a"), "map", Map.of("k", "v")));

        assertUnmodifiable(() -> read.put("more", 1));
        assertUnmodifiable(() -> read.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                list.clear();
            }
        }));
        assertUnmodifiable(() -> read.forEach((name, value) -> {
            if (value instanceof Map<?, ?> map) {
                map.clear();
            }
        }));
    }

    private static void assertUnmodifiable(ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOf(UnsupportedOperationException.class);
    }

    private static final Map<String, Object> RICH = Map.of(
            "long",
            42L,
            "wide",
            BigInteger.TEN.pow(30),
            "fraction",
            new BigDecimal("0.1"),
            "text",
            "\"\\\u0001\ud83d\ude00",
            "list",
            List.of(true, false, List.of(1L)));

    @Test
    void updatedMetadataOfAUser_comesOutEqual() {
        UUID id = user("ada@example.org").id();

        assertThat(users().update(id, UserUpdate.metadata(RICH)).metadata()).isEqualTo(RICH);

        assertThat(users().find(id).orElseThrow().metadata()).isEqualTo(RICH);
    }

    @Test
    @Needs(SESSIONS)
    void metadataOfASession_comesOutEqual() {
        NewSession session = NewSession.forUser(user("ada@example.org").id());
        IssuedSession issued = sessions().issue(session.metadata(RICH));
        assertThat(sessions().find(issued.token()).orElseThrow().metadata()).isEqualTo(RICH);
        assertThat(sessions()
                        .authenticate(issued.token())
                        .orElseThrow()
                        .session()
                        .metadata())
                .isEqualTo(RICH);

        sessions().updateMetadata(issued.session().id(), Map.of("again", RICH));

        assertThat(sessions().find(issued.token()).orElseThrow().metadata()).isEqualTo(Map.of("again", RICH));
        assertInvalidInput("metadata", () -> sessions().issue(session.metadata(nested(101))));
        assertInvalidInput(
                "metadata", () -> sessions().updateMetadata(issued.session().id(), Map.of("n", Double.NaN)));
    }

    @Test
    @Needs(TOKENS)
    void payloadOfAToken_comesOutEqual() {
        NewToken token = NewToken.forUser(user("ada@example.org").id(), "reset");
        IssuedToken issued = tokens().issue(token.payload(RICH));

        assertThat(tokens().consume("reset", issued.token()).orElseThrow().payload())
                .isEqualTo(RICH);
        assertInvalidInput("payload", () -> tokens().issue(token.payload(nested(101))));
        assertInvalidInput("payload", () -> tokens().issue(token.payload(Map.of("n", Double.NaN))));
    }
}
