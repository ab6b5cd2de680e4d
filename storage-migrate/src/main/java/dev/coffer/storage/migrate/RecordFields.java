package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records as the fields of the portable dump: texts, numbers, JSON objects and null. */
final class RecordFields {
    /** The kinds by their labels. */
    private static final Map<String, RecordKind> KINDS =
            Stream.of(RecordKind.values()).collect(Collectors.toUnmodifiableMap(RecordKind::label, kind -> kind));

    private RecordFields() {}

    static Optional<RecordKind> kind(String label) {
        return Optional.ofNullable(KINDS.get(label));
    }

    /** The fields in the order of the dump, without the kind. */
    static Map<String, @Nullable Object> of(StoredRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (record instanceof StoredUser stored) {
            put(fields, stored);
        } else if (record instanceof StoredSession stored) {
            put(fields, stored);
        } else if (record instanceof StoredToken stored) {
            put(fields, stored);
        } else if (record instanceof StoredKeyValue stored) {
            put(fields, stored.item());
        }
        return fields;
    }

    private static void put(Map<String, @Nullable Object> fields, StoredUser stored) {
        User user = stored.user();
        fields.put("id", user.id().toString());
        fields.put("email", user.email());
        fields.put("emailVerifiedAt", text(user.emailVerifiedAt()));
        fields.put("lockedAt", text(user.lockedAt()));
        fields.put("passwordHash", stored.passwordHash().orElse(null));
        fields.put("metadata", user.metadata());
        fields.put("createdAt", user.createdAt().toString());
        fields.put("updatedAt", user.updatedAt().toString());
        fields.put("version", user.version());
    }

    private static void put(Map<String, @Nullable Object> fields, StoredSession stored) {
        Session session = stored.session();
        fields.put("id", session.id().toString());
        fields.put("userId", session.userId().toString());
        fields.put("tokenHash", base64(stored.tokenHash()));
        fields.put("createdAt", session.createdAt().toString());
        fields.put("lastSeenAt", session.lastSeenAt().toString());
        fields.put("expiresAt", session.expiresAt().toString());
        fields.put("absoluteExpiresAt", text(session.absoluteExpiresAt()));
        fields.put("userAgent", session.userAgent().orElse(null));
        fields.put("ipAddress", session.ipAddress().orElse(null));
        fields.put("metadata", session.metadata());
    }

    private static void put(Map<String, @Nullable Object> fields, StoredToken stored) {
        OneTimeToken token = stored.token();
        fields.put("id", token.id().toString());
        fields.put("userId", token.userId().toString());
        fields.put("purpose", token.purpose());
        fields.put("tokenHash", base64(stored.tokenHash()));
        fields.put("payload", token.payload());
        fields.put("createdAt", token.createdAt().toString());
        fields.put("expiresAt", token.expiresAt().toString());
    }

    private static void put(Map<String, @Nullable Object> fields, KeyValue item) {
        fields.put("namespace", item.namespace());
        fields.put("id", item.id());
        fields.put("key", item.key());
        fields.put("value", base64(item.value()));
        fields.put("expiresAt", text(item.expiresAt()));
        fields.put("createdAt", item.createdAt().toString());
        fields.put("updatedAt", item.updatedAt().toString());
        fields.put("version", item.version());
    }

    private static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * The record with these fields.
     *
     * @throws InvalidInput naming the field that is missing, of another type, malformed or unknown
     */
    static StoredRecord record(RecordKind kind, Map<String, @Nullable Object> fields, RecordRules rules) {
        FieldReader reader = new FieldReader(fields);
        StoredRecord record = switch (kind) {
            case USER -> user(reader, rules);
            case SESSION -> session(reader);
            case TOKEN -> token(reader);
            case KEY_VALUE -> keyValue(reader);
        };
        reader.demandNothingElse();
        return record;
    }

    private static StoredUser user(FieldReader fields, RecordRules rules) {
        User user = new User(
                fields.uuid("id"),
                fields.text("email"),
                fields.optionalInstant("emailVerifiedAt"),
                fields.optionalInstant("lockedAt"),
                fields.json("metadata"),
                fields.instant("createdAt"),
                fields.instant("updatedAt"),
                fields.number("version"));
        return new StoredUser(user, rules.canonicalEmail(user.email()), fields.optionalText("passwordHash"));
    }

    private static StoredSession session(FieldReader fields) {
        Session session = new Session(
                fields.uuid("id"),
                fields.uuid("userId"),
                fields.instant("createdAt"),
                fields.instant("lastSeenAt"),
                fields.instant("expiresAt"),
                fields.optionalInstant("absoluteExpiresAt"),
                fields.optionalText("userAgent"),
                fields.optionalText("ipAddress"),
                fields.json("metadata"));
        return new StoredSession(session, fields.bytes("tokenHash"));
    }

    private static StoredToken token(FieldReader fields) {
        OneTimeToken token = new OneTimeToken(
                fields.uuid("id"),
                fields.uuid("userId"),
                fields.text("purpose"),
                fields.json("payload"),
                fields.instant("createdAt"),
                fields.instant("expiresAt"));
        return new StoredToken(token, fields.bytes("tokenHash"));
    }

    private static StoredKeyValue keyValue(FieldReader fields) {
        return new StoredKeyValue(new KeyValue(
                fields.text("namespace"),
                fields.text("id"),
                fields.text("key"),
                fields.bytes("value"),
                fields.number("version"),
                fields.optionalInstant("expiresAt"),
                fields.instant("createdAt"),
                fields.instant("updatedAt")));
    }
}
