package dev.coffer.storage;

import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the host-facing classes, for records that were not made by them. What is plain ASCII and short keeps the rules of texts
 * whatever it says, so it is not even made a text.
 */
final class CheckedRecords implements RecordRules {
    private static final String CANONICAL_EMAIL_NAME = "canonicalEmail";
    private static final int EMAIL = RecordKind.USER.indexOf("email");
    private static final int CANONICAL_EMAIL = RecordKind.USER.indexOf(CANONICAL_EMAIL_NAME);
    private static final int TOKEN_HASH_BYTES = 32;
    private static final long FIRST_MICROS = micros(InputRules.FIRST_INSTANT);
    private static final long LAST_MICROS = micros(InputRules.LAST_INSTANT);

    private final InputRules rules;
    private final int metadataBytes;
    private final Function<String, Map<String, @Nullable Object>> json;
    private final Map<RecordKind, List<FieldRule>> fieldRules = new EnumMap<>(RecordKind.class);

    CheckedRecords(Limits limits, Function<String, Map<String, @Nullable Object>> json) {
        rules = new InputRules(limits);
        metadataBytes = limits.metadataBytes();
        this.json = json;
        for (RecordKind kind : RecordKind.values()) {
            fieldRules.put(
                    kind,
                    kind.fields().stream()
                            .map(field -> kind.isOfAuditLog() ? logRule(kind, field) : rule(field))
                            .toList());
        }
    }

    /** What holds for a field that is not absent. */
    @FunctionalInterface
    private interface FieldRule {
        void check(RecordRows rows, int row, int field);
    }

    @Override
    public void check(RecordRows rows, int row) {
        RecordKind kind = rows.kind();
        List<FieldRule> all = Objects.requireNonNull(fieldRules.get(kind));
        for (int i = 0; i < all.size(); i++) {
            if (!rows.isAbsent(row, i)) {
                all.get(i).check(rows, row, i);
            } else if (!kind.fields().get(i).optional()) {
                throw new InvalidInput(kind.fields().get(i).name(), "is missing");
            }
        }
        if (kind == RecordKind.KEY_VALUE) {
            together(rows, row);
        }
    }

    private FieldRule rule(RecordField field) {
        String name = field.name();
        return switch (field.type()) {
            case UUID -> (rows, row, i) -> {};
            case INSTANT -> (rows, row, i) -> instant(name, rows.number(row, i));
            case JSON -> (rows, row, i) -> json(name, rows, row, i);
            case NUMBER -> (rows, row, i) -> positive(name, rows.number(row, i));
            case BYTES ->
                name.equals("value")
                        ? (rows, row, i) -> rules.valueSize(rows.length(row, i))
                        : (rows, row, i) -> tokenHash(rows.length(row, i));
            case TEXT -> textRule(name);
        };
    }

    /** What is in an audit log is not changed on the way, but it must have a key, and every database must be able to keep it. */
    private static FieldRule logRule(RecordKind kind, RecordField field) {
        String name = field.name();
        return switch (field.type()) {
            case INSTANT -> (rows, row, i) -> instant(name, rows.number(row, i));
            case TEXT -> textRule(Integer.MAX_VALUE, name, text -> Texts.wellFormed(name, text));
            default ->
                kind.indexOf(name) < kind.keyFields()
                        ? (rows, row, i) -> positive(name, rows.number(row, i))
                        : (rows, row, i) -> {};
        };
    }

    private static FieldRule textRule(String name) {
        return switch (name) {
            case "email" -> CheckedRecords::email;
            case CANONICAL_EMAIL_NAME -> CheckedRecords::canonicalEmail;
            case "passwordHash" ->
                textRule(InputRules.MAX_HASH_CODE_POINTS, name, hash -> InputRules.anyPasswordHash(name, hash));
            case "userAgent" -> textRule(InputRules.MAX_USER_AGENT_CODE_POINTS, name, InputRules::userAgent);
            case "ipAddress" -> textRule(InputRules.MAX_IP_ADDRESS_CODE_POINTS, name, InputRules::ipAddress);
            default -> textRule(InputRules.MAX_NAME_CODE_POINTS, name, text -> InputRules.name(name, text));
        };
    }

    private static FieldRule textRule(int most, String name, Consumer<String> rule) {
        return (rows, row, i) -> {
            int begin = rows.offset(row, i);
            int length = rows.length(row, i);
            if (length > most || !PlainBytes.isText(rows.array(), begin, begin + length)) {
                rule.accept(utf8(name, rows, row, i));
            }
        };
    }

    private static String utf8(String name, RecordRows rows, int row, int field) {
        return Texts.fromUtf8(name, rows.bytes(row, field));
    }

    private static void email(RecordRows rows, int row, int field) {
        if (!isPlainEmail(rows, row)) {
            InputRules.exactEmail(utf8("email", rows, row, field));
        }
    }

    private static void canonicalEmail(RecordRows rows, int row, int field) {
        if (!isPlainEmail(rows, row)) {
            String email = rows.text(row, EMAIL);
            if (!InputRules.canonicalEmail(email).equals(utf8(CANONICAL_EMAIL_NAME, rows, row, field))) {
                throw new InvalidInput(CANONICAL_EMAIL_NAME, "must be the address in lower case and in Unicode NFC");
            }
        }
    }

    /** Whether address and canonical form are plain and belong together. */
    private static boolean isPlainEmail(RecordRows rows, int row) {
        int begin = rows.offset(row, EMAIL);
        int length = rows.length(row, EMAIL);
        int canonical = rows.offset(row, CANONICAL_EMAIL);
        return length <= InputRules.MAX_EMAIL_CODE_POINTS
                && rows.length(row, CANONICAL_EMAIL) == length
                && PlainBytes.isCanonicalEmail(rows.array(), canonical, canonical + length)
                && PlainBytes.isInLowerCase(rows.array(), begin, canonical, length);
    }

    private static void together(RecordRows rows, int row) {
        if (rows.length(row, 0) + rows.length(row, 1) + rows.length(row, 2) > InputRules.MAX_ITEM_BYTES) {
            InputRules.together(ItemKey.of(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2)));
        }
    }

    private static void tokenHash(int length) {
        if (length != TOKEN_HASH_BYTES) {
            throw new InvalidInput("tokenHash", "must have " + TOKEN_HASH_BYTES + " bytes");
        }
    }

    private static void positive(String field, long number) {
        if (number < 1) {
            throw new InvalidInput(field, "must be at least 1");
        }
    }

    private static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }

    private static void instant(String field, long micros) {
        if (micros < FIRST_MICROS || micros > LAST_MICROS) {
            throw new InvalidInput(field, "must be in the years 1 to 9999");
        }
    }

    private void json(String name, RecordRows rows, int row, int field) {
        int begin = rows.offset(row, field);
        int length = rows.length(row, field);
        if (length > metadataBytes || !PlainJson.isObject(rows.array(), begin, begin + length)) {
            rules.json(name, read(name, utf8(name, rows, row, field)));
        }
    }

    private Map<String, @Nullable Object> read(String name, String text) {
        try {
            return json.apply(text);
        } catch (InvalidInput e) {
            throw new InvalidInput(name, e.problem());
        }
    }

    @Override
    public String canonicalEmail(String email) {
        return InputRules.canonicalEmail(InputRules.email(email));
    }

    @Override
    public boolean isVerifiable(String passwordHash) {
        return Passwords.isBcrypt(passwordHash);
    }
}
