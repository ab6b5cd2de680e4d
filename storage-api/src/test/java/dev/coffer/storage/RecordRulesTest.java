package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Records from elsewhere keep the rules of the host-facing classes. */
class RecordRulesTest {
    private static final RecordRules RULES = StorageConfig.builder()
            .limits(Limits.defaults().withMetadataBytes(100).withValueBytes(10))
            .build()
            .recordRules(RecordRulesTest::json);
    private static final long NOW = 1_767_225_600_000_001L;

    /** Bytes that break a rule of texts or of JSON. */
    private static final byte[] NOT_UTF8 = {(byte) 0xff, 'x', '@', 'y'};

    /** What the tests need of JSON: a text in braces is an object with this one member. */
    private static Map<String, @Nullable Object> json(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new InvalidInput("text", "must be a JSON object");
        }
        return Map.of("a", text.substring(1, text.length() - 1));
    }

    /** The fields of a sound record; a test changes one. */
    private static final Map<String, Object> SOUND = Map.ofEntries(
            Map.entry("email", "Ada@example.org"),
            Map.entry("canonicalEmail", "ada@example.org"),
            Map.entry("passwordHash", "$argon2id$v=19$x"),
            Map.entry("metadata", "{x}"),
            Map.entry("payload", "{}"),
            Map.entry("userAgent", "curl"),
            Map.entry("ipAddress", "::1"),
            Map.entry("tokenHash", new byte[32]),
            Map.entry("purpose", "reset"),
            Map.entry("namespace", "n"),
            Map.entry("id", "i"),
            Map.entry("key", "k"),
            Map.entry("value", new byte[10]),
            Map.entry("version", 1L));

    /** A record of which one field is set to a value; null for absent. */
    private static RecordRows record(RecordKind kind, String field, @Nullable Object value) {
        RecordRows rows = new RecordRows(kind);
        for (RecordField each : kind.fields()) {
            add(rows, each, each.name().equals(field) ? value : SOUND.getOrDefault(each.name(), NOW));
        }
        rows.end();
        return rows;
    }

    private static void add(RecordRows rows, RecordField field, @Nullable Object value) {
        if (value == null) {
            rows.addAbsent();
        } else if (field.type() == RecordField.Type.UUID) {
            rows.addUuid(1, 2);
        } else if (value instanceof Long number) {
            rows.addNumber(number);
        } else if (value instanceof byte[] bytes) {
            rows.addBytes(bytes);
        } else {
            rows.addText((String) value);
        }
    }

    private static final long TOO_EARLY = -62_135_596_800_000_001L;
    private static final long TOO_LATE = 253_402_300_800_000_000L;

    @TestFactory
    Stream<DynamicTest> rule_ofUsers_isKept() {
        return Stream.of(
                refused(RecordKind.USER, "id", null),
                refused(RecordKind.USER, "email", null),
                refused(RecordKind.USER, "email", "no address"),
                refused(RecordKind.USER, "email", " Ada@example.org"),
                refused(RecordKind.USER, "email", "Ada@example.org\u0000"),
                refused(RecordKind.USER, "email", NOT_UTF8),
                refused("canonicalEmail", RecordKind.USER, "email", "other@example.org"),
                refused(RecordKind.USER, "canonicalEmail", "Ada@example.org"),
                refused(RecordKind.USER, "emailVerifiedAt", TOO_LATE),
                refused(RecordKind.USER, "lockedAt", TOO_EARLY),
                refused(RecordKind.USER, "passwordHash", " "),
                refused(RecordKind.USER, "passwordHash", "x".repeat(1_025)),
                refused(RecordKind.USER, "passwordHash", NOT_UTF8),
                refused(RecordKind.USER, "metadata", "{" + "x".repeat(100) + "}"),
                refused(RecordKind.USER, "metadata", "[]"),
                refused(RecordKind.USER, "metadata", "x"),
                refused(RecordKind.USER, "metadata", NOT_UTF8),
                refused(RecordKind.USER, "metadata", null),
                refused(RecordKind.USER, "createdAt", TOO_EARLY),
                refused(RecordKind.USER, "updatedAt", TOO_LATE),
                refused(RecordKind.USER, "version", 0L));
    }

    @TestFactory
    Stream<DynamicTest> rule_ofSessions_isKept() {
        return Stream.of(
                refused(RecordKind.SESSION, "userId", null),
                refused(RecordKind.SESSION, "tokenHash", new byte[31]),
                refused(RecordKind.SESSION, "createdAt", TOO_LATE),
                refused(RecordKind.SESSION, "lastSeenAt", TOO_LATE),
                refused(RecordKind.SESSION, "expiresAt", TOO_LATE),
                refused(RecordKind.SESSION, "absoluteExpiresAt", TOO_LATE),
                refused(RecordKind.SESSION, "userAgent", "x".repeat(1_025)),
                refused(RecordKind.SESSION, "userAgent", "a\u0000"),
                refused(RecordKind.SESSION, "ipAddress", "x".repeat(65)),
                refused(RecordKind.SESSION, "metadata", ""));
    }

    @TestFactory
    Stream<DynamicTest> rule_ofTokens_isKept() {
        return Stream.of(
                refused(RecordKind.TOKEN, "tokenHash", new byte[33]),
                refused(RecordKind.TOKEN, "purpose", " "),
                refused(RecordKind.TOKEN, "payload", "{" + "x".repeat(100) + "}"),
                refused(RecordKind.TOKEN, "createdAt", TOO_LATE),
                refused(RecordKind.TOKEN, "expiresAt", null));
    }

    @TestFactory
    Stream<DynamicTest> rule_ofKeyValues_isKept() {
        return Stream.of(
                refused(RecordKind.KEY_VALUE, "namespace", "x".repeat(256)),
                refused(RecordKind.KEY_VALUE, "id", ""),
                refused(RecordKind.KEY_VALUE, "key", "\u0000"),
                refused(RecordKind.KEY_VALUE, "key", NOT_UTF8),
                refused(RecordKind.KEY_VALUE, "value", new byte[11]),
                refused(RecordKind.KEY_VALUE, "value", null),
                refused(RecordKind.KEY_VALUE, "version", -1L),
                refused(RecordKind.KEY_VALUE, "expiresAt", TOO_LATE),
                refused(RecordKind.KEY_VALUE, "createdAt", TOO_LATE),
                refused(RecordKind.KEY_VALUE, "updatedAt", TOO_LATE));
    }

    private static DynamicTest refused(RecordKind kind, String field, @Nullable Object value) {
        return refused(field, kind, field, value);
    }

    private static DynamicTest refused(String named, RecordKind kind, String field, @Nullable Object value) {
        return dynamicTest(
                field + " " + Objects.hashCode(value),
                () -> assertThatExceptionOfType(InvalidInput.class)
                        .isThrownBy(() -> RULES.check(record(kind, field, value), 0))
                        .satisfies(e -> assertThat(e.field()).isEqualTo(named))
                        .satisfies(e -> assertThat(e.problem()).isNotBlank()));
    }

    @TestFactory
    Stream<DynamicTest> whatTheRulesAllow_passes() {
        return Stream.of(
                passes(RecordKind.USER, "none", ""),
                passes(RecordKind.USER, "lockedAt", null),
                passes(RecordKind.USER, "lockedAt", TOO_EARLY + 1),
                passes(RecordKind.USER, "createdAt", TOO_LATE - 1),
                passes(RecordKind.USER, "passwordHash", null),
                passes(RecordKind.USER, "passwordHash", " \u00fc"),
                passes(RecordKind.SESSION, "none", ""),
                passes(RecordKind.SESSION, "userAgent", "\u0001\u007f"),
                passes(RecordKind.SESSION, "userAgent", ""),
                passes(RecordKind.SESSION, "userAgent", "\ud83d\ude00".repeat(1_024)),
                passes(RecordKind.TOKEN, "none", ""),
                passes(RecordKind.KEY_VALUE, "key", " x"),
                passes(RecordKind.KEY_VALUE, "key", "\ud83d\ude00".repeat(255)),
                passes(RecordKind.KEY_VALUE, "value", new byte[0]));
    }

    private static DynamicTest passes(RecordKind kind, String field, @Nullable Object value) {
        return dynamicTest(
                kind + " " + field + " " + Objects.hashCode(value),
                () -> assertThatCode(() -> RULES.check(record(kind, field, value), 0))
                        .doesNotThrowAnyException());
    }

    @Test
    void namesThatAreTooLongTogether_areRefused() {
        RecordRows rows = new RecordRows(RecordKind.KEY_VALUE);
        for (int i = 0; i < 3; i++) {
            rows.addText("\ud83d\ude00".repeat(214));
        }
        rows.addBytes(new byte[0]);
        rows.addAbsent();
        rows.addNumber(NOW);
        rows.addNumber(NOW);
        rows.addNumber(1);
        rows.end();

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> RULES.check(rows, 0))
                .satisfies(e -> assertThat(e.field()).isEqualTo("item"));
    }

    @Test
    void onlyBcrypt_isVerifiable() {
        assertThat(RULES.isVerifiable("$argon2id$v=19$x")).isFalse();
        assertThat(RULES.isVerifiable("$2b$04$9zDNsmJ1yU3yuXSYWHDIF.sHL2C6Q7NpPrkOpEvQbEuOuPYpOMN36"))
                .isTrue();
    }

    @Test
    void canonicalEmail_isWhatUsersAreFoundBy() {
        assertThat(RULES.canonicalEmail(" Ada@Example.org ")).isEqualTo("ada@example.org");
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> RULES.canonicalEmail("ada"));
    }
}
