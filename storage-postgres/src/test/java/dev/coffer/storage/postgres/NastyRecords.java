package dev.coffer.storage.postgres;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.StoredAuditEntry;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.StoredSession;
import dev.coffer.storage.jdbi.StoredToken;
import dev.coffer.storage.jdbi.StoredUser;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records of all kinds that keep every rule, and little else. */
final class NastyRecords {
    static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.000007Z");
    private static final int MOST_VALUE_BYTES = 16 << 20;

    /** In the order of their UTF-8; by {@link String#compareTo} the last ones would come before U+E000. */
    private static final List<String> TEXTS = List.of(
            "\u0001",
            "\t",
            "\"; --",
            "$1",
            "%",
            "'; DROP TABLE coffer_users; --",
            "0",
            "::uuid",
            "?",
            "A",
            "\\.",
            "\\N",
            "\\x00",
            "_",
            "a",
            "a\r\nb",
            "a\u0301",
            "aa",
            "\u007f",
            "\u0085x",
            "\u00e1",
            "\u0130\u0131\u00df",
            "\u05d0\u05d1",
            "\u202eevil\u202c",
            "\ue000",
            "\ufeff",
            "\ufffd",
            "\uffff",
            "\ud800\udc00",
            "\ud83d\udc69\u200d\ud83d\udcbb",
            "\udbff\udfff");

    private static final Comparator<StoredRecord> BY_KEY = Comparator.comparing(StoredRecord::key);

    private NastyRecords() {}

    /** Of this kind, in the order of their keys. */
    static List<StoredRecord> of(RecordKind kind) {
        List<StoredRecord> records = new ArrayList<>(
                switch (kind) {
                    case USER -> users();
                    case SESSION -> sessions();
                    case TOKEN -> tokens();
                    case KEY_VALUE -> keyValues();
                    case AUDIT_RECORD -> entries(2 * TEXTS.size(), true);
                    case UNSEALED_AUDIT_RECORD -> entries(TEXTS.size(), false);
                });
        records.sort(BY_KEY);
        RecordRules rules = StorageConfig.builder()
                .build()
                .recordRules(json -> JsonDocument.parse(json).members());
        TypedRecords.rows(records).forEach(rows -> {
            for (int row = 0; row < rows.size(); row++) {
                rules.check(rows, row);
            }
        });
        return records;
    }

    static UUID user(int number) {
        return switch (number) {
            case 0 -> new UUID(0, 0);
            case 1 -> new UUID(-1, -1);
            default -> UUID.nameUUIDFromBytes(new byte[] {(byte) number});
        };
    }

    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Map<String, @Nullable Object> json(int number) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (number % 3 == 0) {
            return json;
        }
        json.put("", null);
        json.put("truth", List.of(true, false));
        json.put(text(number), text(number + 1));
        json.put("long", Long.MIN_VALUE);
        json.put("whole", BigInteger.TEN.pow(999));
        json.put("tiny", new BigDecimal("1e-999"));
        json.put("point", new BigDecimal("-0.1"));
        json.put("nested", Map.of("list", List.of(Map.of(), List.of())));
        return Collections.unmodifiableMap(json);
    }

    private static String text(int number) {
        return TEXTS.get(Math.floorMod(number, TEXTS.size()));
    }

    private static List<StoredUser> users() {
        List<StoredUser> users = new ArrayList<>();
        RecordRules rules = StorageConfig.builder()
                .build()
                .recordRules(json -> JsonDocument.parse(json).members());
        for (int i = 0; i < TEXTS.size(); i++) {
            String email = "U" + text(i).replaceAll("[\\p{Z}\\p{C}@\\s]", "") + i + "@Example.org";
            User user = new User(
                    user(i),
                    email,
                    i % 2 == 0 ? Optional.empty() : Optional.of(FIRST),
                    i % 3 == 0 ? Optional.empty() : Optional.of(LAST),
                    json(i),
                    FIRST,
                    NOW,
                    i == 0 ? Long.MAX_VALUE : i);
            Optional<String> hash = i % 2 == 0 ? Optional.empty() : Optional.of("$argon2id$v=19$m=1,t=1,p=1$YQ$Yg");
            users.add(new StoredUser(user, rules.canonicalEmail(email), hash));
        }
        return users;
    }

    private static List<StoredSession> sessions() {
        List<StoredSession> sessions = new ArrayList<>();
        for (int i = 0; i < 2 * TEXTS.size(); i++) {
            Session session = new Session(
                    UUID.nameUUIDFromBytes(new byte[] {(byte) i, 1}),
                    user(i % TEXTS.size()),
                    FIRST,
                    NOW,
                    i % 2 == 0 ? FIRST : LAST,
                    i % 2 == 0 ? Optional.empty() : Optional.of(LAST),
                    i % 2 == 0 ? Optional.empty() : Optional.of("agent " + text(i) + "x".repeat(i * 10)),
                    i % 3 == 0 ? Optional.empty() : Optional.of("::1"),
                    json(i));
            sessions.add(new StoredSession(session, bytes(i, 32)));
        }
        return sessions;
    }

    private static List<StoredToken> tokens() {
        List<StoredToken> tokens = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            OneTimeToken token = new OneTimeToken(
                    UUID.nameUUIDFromBytes(new byte[] {(byte) i, 2}), user(i), "p" + text(i), json(i), NOW, FIRST);
            tokens.add(new StoredToken(token, bytes(-i, 32)));
        }
        return tokens;
    }

    private static List<StoredKeyValue> keyValues() {
        List<StoredKeyValue> items = new ArrayList<>();
        for (int i = 0; i < TEXTS.size() * TEXTS.size(); i++) {
            int length = i == 7 ? MOST_VALUE_BYTES : i % 300;
            items.add(new StoredKeyValue(new KeyValue(
                    "n" + text(i % 3),
                    "i" + text(i / TEXTS.size()),
                    "k" + text(i),
                    bytes(i, length),
                    1 + i,
                    i % 2 == 0 ? Optional.empty() : Optional.of(i % 4 == 1 ? FIRST : LAST),
                    FIRST,
                    NOW)));
        }
        return items;
    }

    private static List<StoredAuditEntry> entries(int count, boolean sealed) {
        List<StoredAuditEntry> entries = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Optional<AuditHead> seal = sealed
                    ? Optional.of(new AuditHead(i == count ? Long.MAX_VALUE : i, "d" + text(i)))
                    : Optional.empty();
            entries.add(new StoredAuditEntry(new AuditEntry(
                    (long) i * i,
                    i % 2 == 0 ? FIRST : LAST,
                    "o" + text(i),
                    i % 2 == 0
                            ? Optional.empty()
                            : Optional.of(user(i % TEXTS.size()).toString()),
                    text(i),
                    i % 3 == 0 ? Optional.empty() : Optional.of(text(i + 1)),
                    i % 3 == 0 ? Optional.empty() : Optional.of(text(i + 2)),
                    i % 4 == 0 ? Optional.empty() : Optional.of(text(i + 3)),
                    i % 5 == 0 ? Optional.empty() : Optional.of(text(i + 4)),
                    "{ \"b\" : \"" + text(i) + "\",\"a\":1.0}" + "x".repeat(i * i),
                    seal)));
        }
        return entries;
    }
}
