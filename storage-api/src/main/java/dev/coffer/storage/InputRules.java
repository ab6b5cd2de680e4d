package dev.coffer.storage;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that keep providers equal: what is checked once, before any provider sees it. */
final class InputRules {
    static final int MAX_TOKEN_BYTES = 512;

    static final int MAX_NAME_CODE_POINTS = 255;

    /** Of namespace, id and key together. An entry of PostgreSQL's B-tree takes 2,678 whatever they are. */
    static final int MAX_ITEM_BYTES = 2560;

    static final int MAX_EMAIL_CODE_POINTS = 320;
    static final int MAX_USER_AGENT_CODE_POINTS = 1024;
    static final int MAX_IP_ADDRESS_CODE_POINTS = 64;
    static final int MAX_HASH_CODE_POINTS = 1024;
    static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");
    static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999999Z");
    static final Pattern CANONICAL_UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern SQL_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,30}");

    private final Limits limits;

    InputRules(Limits limits) {
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    /** Hosts without null checks in their compiler can still pass null. */
    static <T> T given(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidInput(field, "must not be null");
        }
        return value;
    }

    static Map<String, @Nullable Object> shallowCopy(String field, Map<String, ? extends @Nullable Object> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(given(field, map)));
    }

    static UUID uuid(String field, String text) {
        if (!CANONICAL_UUID.matcher(given(field, text)).matches()) {
            throw new InvalidInput(field, "must be a UUID in its canonical lower-case form");
        }
        return UUID.fromString(text);
    }

    /** The address without surrounding white space, if it has the form of one. */
    static String email(String email) {
        String trimmed = addressText(email);
        int at = trimmed.indexOf('@');
        if (at <= 0 || at == trimmed.length() - 1 || at != trimmed.lastIndexOf('@')) {
            throw new InvalidInput("email", "must have one @ with something on both sides");
        }
        for (int i = 0; i < trimmed.length(); i = trimmed.offsetByCodePoints(i, 1)) {
            if (isSpaceOrControl(trimmed.codePointAt(i))) {
                throw new InvalidInput("email", "must not contain white space or control characters");
            }
        }
        return trimmed;
    }

    /** An address as it is stored. */
    static void exactEmail(String email) {
        if (!email(email).equals(email)) {
            throw new InvalidInput("email", "must not begin or end with white space");
        }
    }

    /** What addresses are compared by. A text that no address could be is one that nobody has. */
    static String canonicalEmail(String email) {
        if (isCanonical(given("email", email))) {
            return email;
        }
        String lower = composed(addressText(email)).toLowerCase(Locale.ROOT);
        return composed(lower); // some letters compose in lower case only
    }

    /** Whether it is what nearly all are: of printable ASCII without capital letters. One look tells, where all steps are five. */
    private static boolean isCanonical(String email) {
        for (int i = 0; i < email.length(); i++) {
            char c = email.charAt(i);
            if (c <= ' ' || c > '~' || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return email.length() <= MAX_EMAIL_CODE_POINTS;
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static String addressText(String email) {
        return atMost("email", Texts.wellFormed("email", email).strip(), MAX_EMAIL_CODE_POINTS);
    }

    private static boolean isSpaceOrControl(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.getType(codePoint) == Character.CONTROL;
    }

    /** A namespace, an id, a key or a purpose. */
    static String name(String field, String text) {
        if (Texts.wellFormed(field, text).isBlank()) {
            throw new InvalidInput(field, "must not be blank");
        }
        return atMost(field, text, MAX_NAME_CODE_POINTS);
    }

    /** A schema or a role of a database. */
    static String sqlName(String field, String text) {
        if (!SQL_NAME.matcher(given(field, text)).matches()) {
            throw new InvalidInput(field, "must be 1 to 31 of a-z, 0-9 and _, and begin with no digit");
        }
        return text;
    }

    /** The bound of a range: may be what no name is, such as empty. */
    static String bound(String field, String text) {
        return atMost(field, Texts.wellFormed(field, text), MAX_NAME_CODE_POINTS);
    }

    static ItemKey item(ItemKey item) {
        given("item", item);
        name("namespace", item.namespace());
        name("id", item.id());
        name("key", item.key());
        return together(item);
    }

    /** An item whose names are right each by itself. */
    static ItemKey together(ItemKey item) {
        if (item.mostBytes() > MAX_ITEM_BYTES && item.bytes() > MAX_ITEM_BYTES) {
            throw new InvalidInput(
                    "item",
                    "must have at most " + MAX_ITEM_BYTES + " bytes of UTF-8 in namespace, id and key together");
        }
        return item;
    }

    static String userAgent(String text) {
        return atMost("userAgent", Texts.wellFormed("userAgent", text), MAX_USER_AGENT_CODE_POINTS);
    }

    static String ipAddress(String text) {
        return atMost("ipAddress", Texts.wellFormed("ipAddress", text), MAX_IP_ADDRESS_CODE_POINTS);
    }

    /** A password hash that was made elsewhere, of whatever kind. */
    static String anyPasswordHash(String field, String hash) {
        if (Texts.wellFormed(field, hash).isBlank()) {
            throw new InvalidInput(field, "must not be blank");
        }
        return atMost(field, hash, MAX_HASH_CODE_POINTS);
    }

    /** A token as a client sent it: anything of bounded size. */
    static String token(String token) {
        if (Texts.utf8Length(Texts.wellFormed("token", token)) > MAX_TOKEN_BYTES) {
            throw new InvalidInput("token", "must have at most " + MAX_TOKEN_BYTES + " bytes");
        }
        return token;
    }

    private static String atMost(String field, String text, int codePoints) {
        if (text.length() > codePoints && text.codePointCount(0, text.length()) > codePoints) {
            throw new InvalidInput(field, "must have at most " + codePoints + " code points");
        }
        return text;
    }

    Map<String, @Nullable Object> json(String field, Map<String, ? extends @Nullable Object> json) {
        return JsonRules.canonical(field, given(field, json), limits.metadataBytes());
    }

    byte[] value(byte[] value) {
        valueSize(given("value", value).length);
        return value;
    }

    void valueSize(int bytes) {
        if (bytes > limits.valueBytes()) {
            throw new InvalidInput("value", "must have at most " + limits.valueBytes() + " bytes");
        }
    }

    int pageLimit(int limit) {
        if (limit < 1 || limit > limits.pageItems()) {
            throw new InvalidInput("limit", "must be from 1 to " + limits.pageItems());
        }
        return limit;
    }

    <T extends Collection<?>> T batch(String field, T elements) {
        if (given(field, elements).size() > limits.batchItems()) {
            throw new InvalidInput(field, "must have at most " + limits.batchItems() + " elements");
        }
        return elements;
    }

    void batchBytes(String field, long bytes) {
        if (bytes > limits.batchBytes()) {
            throw new InvalidInput(field, "must have at most " + limits.batchBytes() + " bytes in all");
        }
    }

    /** Names the element in which a check failed. */
    static <T> void eachElement(String field, List<T> elements, ElementCheck<T> check) {
        for (int i = 0; i < elements.size(); i++) {
            try {
                check.check(i, given(field, elements.get(i)));
            } catch (InvalidInput e) {
                throw new InvalidInput(e.field(), i, e.problem(), e.getCause());
            }
        }
    }

    @FunctionalInterface
    interface ElementCheck<T> {
        void check(int index, T element);
    }

    static Instant instant(String field, Instant instant) {
        Instant truncated = given(field, instant).truncatedTo(ChronoUnit.MICROS);
        if (truncated.isBefore(FIRST_INSTANT) || truncated.isAfter(LAST_INSTANT)) {
            throw new InvalidInput(field, "must be in the years 1 to 9999");
        }
        return truncated;
    }

    /** {@code now} and a positive duration of at least a microsecond later. */
    static Instant after(String field, Instant now, Duration duration) {
        if (given(field, duration).compareTo(Duration.ofNanos(1000)) < 0) {
            throw new InvalidInput(field, "must be at least a microsecond");
        }
        try {
            return instant(field, now.plus(duration));
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidInput(field, "must end in the years 1 to 9999", e);
        }
    }
}
