package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the rows of Torii's tables stand for. */
final class ToriiRecords {
    static final Table USERS = new Table(
            "users",
            List.of("id", "email", "created_at", "updated_at"),
            List.of("name", "email_verified_at", "password_hash", "locked_at"));
    static final Table SESSIONS = new Table(
            "sessions",
            List.of("id", "token", "user_id", "expires_at", "created_at", "updated_at"),
            List.of("user_agent", "ip_address"));

    /** What a column is called in a dump; the others have no place there. */
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("email", "email"),
            Map.entry("email_verified_at", "emailVerifiedAt"),
            Map.entry("locked_at", "lockedAt"),
            Map.entry("password_hash", "passwordHash"),
            Map.entry("created_at", "createdAt"),
            Map.entry("updated_at", "updatedAt"),
            Map.entry("user_agent", "userAgent"),
            Map.entry("ip_address", "ipAddress"),
            Map.entry("expires_at", "expiresAt"));

    static final String TORII_ID = "torii.id";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_TOKEN_BYTES = 512;

    private final RecordRules rules;

    ToriiRecords(RecordRules rules) {
        this.rules = rules;
    }

    /**
     * A table of Torii.
     *
     * @param required columns that must be there
     * @param optional columns that count as null where they are not there
     */
    record Table(String name, List<String> required, List<String> optional) {}

    /** In the order of the fields of a user. */
    void user(ToriiRow row, RecordRows out) {
        String id = row.text("id", "id");
        String email = row.text("email", "email").strip();
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put(TORII_ID, id);
        row.optionalText("name", "metadata").ifPresent(name -> metadata.put("name", name));
        add(out, userId(id));
        out.addText(email);
        out.addText(rules.canonicalEmail(email));
        addInstant(out, row.optionalSeconds("email_verified_at", "emailVerifiedAt"));
        addInstant(out, row.optionalSeconds("locked_at", "lockedAt"));
        addText(out, row.optionalText("password_hash", "passwordHash"));
        out.addBytes(Ndjson.bytes(metadata));
        addInstant(out, row.seconds("created_at", "createdAt"));
        addInstant(out, row.seconds("updated_at", "updatedAt"));
        out.addNumber(1);
        out.end();
    }

    /** In the order of the fields of a session. */
    void session(ToriiRow row, RecordRows out) {
        add(out, sessionId(row.number("id", "id")));
        add(out, userId(row.text("user_id", "userId")));
        out.addBytes(tokenHash(row.text("token", "tokenHash")));
        addInstant(out, row.seconds("created_at", "createdAt"));
        addInstant(out, row.seconds("updated_at", "lastSeenAt"));
        addInstant(out, row.seconds("expires_at", "expiresAt"));
        out.addAbsent();
        addText(out, row.optionalText("user_agent", "userAgent"));
        addText(out, row.optionalText("ip_address", "ipAddress"));
        out.addText("{}");
        out.end();
    }

    private static void add(RecordRows out, UUID id) {
        out.addUuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static void addText(RecordRows out, Optional<String> text) {
        text.ifPresentOrElse(out::addText, out::addAbsent);
    }

    private static void addInstant(RecordRows out, Optional<Long> seconds) {
        if (seconds.isPresent()) {
            addInstant(out, seconds.get());
        } else {
            out.addAbsent();
        }
    }

    /** What is too much for an instant stays so. */
    private static void addInstant(RecordRows out, long seconds) {
        out.addNumber(TimeUnit.SECONDS.toMicros(seconds));
    }

    private static UUID userId(String toriiId) {
        return NameBasedUuid.of("user/" + toriiId);
    }

    private static UUID sessionId(long toriiId) {
        return NameBasedUuid.of("session/" + toriiId);
    }

    /** Newer databases have the SHA-256 of the token, older ones the token. */
    private static byte[] tokenHash(String token) {
        if (SHA256.matcher(token).matches()) {
            return HexFormat.of().parseHex(token);
        }
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_TOKEN_BYTES) {
            throw new InvalidInput("tokenHash", "must be of a token of 1 to " + MAX_TOKEN_BYTES + " bytes");
        }
        return Sha256.begin().digest(bytes);
    }

    /** What could be read of a row, in the form of a dump, so that it can be mended there. */
    static Map<String, @Nullable Object> asInDump(RecordKind kind, ToriiRow row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        row.columns().forEach((column, value) -> {
            String field = FIELDS.get(column);
            if (field != null) {
                fields.put(field, column.endsWith("_at") ? instant(value) : shown(value));
            }
        });
        if (kind == RecordKind.USER) {
            fields.put(
                    "id",
                    row.columns().get("id") instanceof String id ? userId(id).toString() : null);
            metadata.put(TORII_ID, shown(row.columns().get("id")));
            metadata.put("name", shown(row.columns().get("name")));
            fields.put("version", 1L);
        } else {
            fields.put(
                    "id",
                    row.columns().get("id") instanceof Number id
                            ? sessionId(id.longValue()).toString()
                            : null);
            fields.put(
                    "userId",
                    row.columns().get("user_id") instanceof String id
                            ? userId(id).toString()
                            : null);
            fields.put("lastSeenAt", fields.remove("updatedAt"));
            fields.put("tokenHash", row.columns().get("token") instanceof String token ? base64OfHash(token) : null);
        }
        fields.put("metadata", metadata);
        fields.put(TORII_ID, row.columns().get("id"));
        return fields;
    }

    private static @Nullable String base64OfHash(String token) {
        try {
            return Base64.getEncoder().encodeToString(tokenHash(token));
        } catch (InvalidInput e) {
            return null;
        }
    }

    private static @Nullable Object instant(@Nullable Object value) {
        try {
            return value instanceof Integer || value instanceof Long
                    ? Instant.ofEpochSecond(((Number) value).longValue()).toString()
                    : shown(value);
        } catch (DateTimeException e) {
            return value;
        }
    }

    /** JSON has no number for an infinite one. */
    private static @Nullable Object shown(@Nullable Object value) {
        return value instanceof Double ? value.toString() : value;
    }
}
