package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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
            .recordRules();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.000001Z");
    private static final UUID ID = UUID.fromString("0193b4a0-0000-7000-8000-000000000001");

    /** The fields of a sound record, of which a test changes one. */
    private static final Map<String, Object> SOUND = Map.ofEntries(
            Map.entry("email", "Ada@example.org"),
            Map.entry("canonicalEmail", "ada@example.org"),
            Map.entry("emailVerifiedAt", NOW),
            Map.entry("lockedAt", NOW),
            Map.entry("passwordHash", "$argon2id$v=19$x"),
            Map.entry("metadata", Map.of("a", 1L)),
            Map.entry("payload", Map.of("a", 1L)),
            Map.entry("createdAt", NOW),
            Map.entry("updatedAt", NOW),
            Map.entry("lastSeenAt", NOW),
            Map.entry("expiresAt", NOW),
            Map.entry("absoluteExpiresAt", NOW),
            Map.entry("userAgent", "curl"),
            Map.entry("ipAddress", "::1"),
            Map.entry("tokenHash", new byte[32]),
            Map.entry("purpose", "reset"),
            Map.entry("namespace", "n"),
            Map.entry("id", "i"),
            Map.entry("key", "k"),
            Map.entry("value", new byte[10]),
            Map.entry("version", 1L));

    /** A record of which one field is set to a value. */
    private record Change(Map<String, Object> fields) {
        static Change of(String field, Object value) {
            Map<String, Object> fields = new HashMap<>(SOUND);
            fields.put(field, value);
            return new Change(fields);
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        <T> T get(String field) {
            return (T) Objects.requireNonNull(fields.get(field));
        }

        StoredRecord user() {
            Map<String, @Nullable Object> metadata = get("metadata");
            User user = new User(
                    ID,
                    get("email"),
                    Optional.of(get("emailVerifiedAt")),
                    Optional.of(get("lockedAt")),
                    metadata,
                    get("createdAt"),
                    get("updatedAt"),
                    this.<Long>get("version"));
            return new StoredUser(user, get("canonicalEmail"), Optional.of(get("passwordHash")));
        }

        StoredRecord session() {
            Map<String, @Nullable Object> metadata = get("metadata");
            Session session = new Session(
                    ID,
                    ID,
                    get("createdAt"),
                    get("lastSeenAt"),
                    get("expiresAt"),
                    Optional.of(get("absoluteExpiresAt")),
                    Optional.of(get("userAgent")),
                    Optional.of(get("ipAddress")),
                    metadata);
            return new StoredSession(session, get("tokenHash"));
        }

        StoredRecord token() {
            Map<String, @Nullable Object> payload = get("payload");
            OneTimeToken token = new OneTimeToken(ID, ID, get("purpose"), payload, get("createdAt"), get("expiresAt"));
            return new StoredToken(token, get("tokenHash"));
        }

        StoredRecord keyValue() {
            return new StoredKeyValue(new KeyValue(
                    get("namespace"),
                    get("id"),
                    get("key"),
                    get("value"),
                    this.<Long>get("version"),
                    Optional.of(get("expiresAt")),
                    get("createdAt"),
                    get("updatedAt")));
        }
    }

    private static final Instant TOO_LATE = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Instant TOO_FINE = NOW.plusNanos(1);

    @TestFactory
    Stream<DynamicTest> rule_ofUsers_isKept() {
        return Stream.of(
                refused("email", "no address", Change::user),
                refused("email", " Ada@example.org", Change::user),
                refused("email", "Ada@example.org\u0000", Change::user),
                refused("email", "other@example.org", Change::user),
                refused("email", "canonicalEmail", "Ada@example.org", Change::user),
                refused("emailVerifiedAt", TOO_LATE, Change::user),
                refused("lockedAt", TOO_FINE, Change::user),
                refused("passwordHash", " ", Change::user),
                refused("passwordHash", "x".repeat(1_025), Change::user),
                refused("metadata", Map.of("a", "x".repeat(100)), Change::user),
                refused("metadata", Map.of("a", 1), Change::user),
                refused("metadata", Map.of("a", "\ud800"), Change::user),
                refused("createdAt", TOO_FINE, Change::user),
                refused("updatedAt", TOO_LATE, Change::user),
                refused("version", 0L, Change::user));
    }

    @TestFactory
    Stream<DynamicTest> rule_ofSessions_isKept() {
        return Stream.of(
                refused("tokenHash", new byte[31], Change::session),
                refused("createdAt", TOO_FINE, Change::session),
                refused("lastSeenAt", TOO_FINE, Change::session),
                refused("expiresAt", TOO_LATE, Change::session),
                refused("absoluteExpiresAt", TOO_LATE, Change::session),
                refused("userAgent", "x".repeat(1_025), Change::session),
                refused("ipAddress", "x".repeat(65), Change::session),
                refused("metadata", Map.of("a", 0.5), Change::session));
    }

    @TestFactory
    Stream<DynamicTest> rule_ofTokens_isKept() {
        return Stream.of(
                refused("tokenHash", new byte[33], Change::token),
                refused("purpose", " ", Change::token),
                refused("payload", Map.of("a", "x".repeat(100)), Change::token),
                refused("createdAt", TOO_FINE, Change::token),
                refused("expiresAt", TOO_FINE, Change::token));
    }

    @TestFactory
    Stream<DynamicTest> rule_ofKeyValues_isKept() {
        return Stream.of(
                refused("namespace", "x".repeat(256), Change::keyValue),
                refused("id", "", Change::keyValue),
                refused("key", "\ude00", Change::keyValue),
                refused("value", new byte[11], Change::keyValue),
                refused("version", -1L, Change::keyValue),
                refused("expiresAt", TOO_LATE, Change::keyValue),
                refused("createdAt", TOO_FINE, Change::keyValue),
                refused("updatedAt", TOO_FINE, Change::keyValue));
    }

    private static DynamicTest refused(String field, Object value, Function<Change, StoredRecord> record) {
        return refused(field, field, value, record);
    }

    private static DynamicTest refused(
            String named, String field, Object value, Function<Change, StoredRecord> record) {
        return dynamicTest(
                field + " " + value.hashCode(),
                () -> assertThatExceptionOfType(InvalidInput.class)
                        .isThrownBy(() -> RULES.check(record.apply(Change.of(field, value))))
                        .satisfies(e -> assertThat(e.field()).isEqualTo(named))
                        .satisfies(e -> assertThat(e.problem()).isNotBlank()));
    }

    @Test
    void soundRecords_pass() {
        Change sound = new Change(SOUND);
        for (StoredRecord record :
                new StoredRecord[] {sound.user(), sound.session(), sound.token(), sound.keyValue()}) {
            assertThatCode(() -> RULES.check(record)).doesNotThrowAnyException();
        }
    }

    @Test
    void onlyBcrypt_isVerifiable() {
        assertThat(RULES.isVerifiable(Optional.of("$argon2id$v=19$x"))).isFalse();
        assertThat(RULES.isVerifiable(Optional.empty())).isFalse();
        assertThat(RULES.isVerifiable(Optional.of("$2b$04$9zDNsmJ1yU3yuXSYWHDIF.sHL2C6Q7NpPrkOpEvQbEuOuPYpOMN36")))
                .isTrue();
    }

    @Test
    void canonicalEmail_isWhatUsersAreFoundBy() {
        assertThat(RULES.canonicalEmail(" Ada@Example.org ")).isEqualTo("ada@example.org");
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> RULES.canonicalEmail("ada"));
    }
}
