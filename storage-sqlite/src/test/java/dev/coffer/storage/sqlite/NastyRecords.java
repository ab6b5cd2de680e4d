package dev.coffer.storage.sqlite;

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
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records of every kind that the rules allow, with what has hurt somebody. In the order of their keys. */
final class NastyRecords {
    private static final List<String> TEXTS = List.of(
            "'; DROP TABLE coffer_users; --",
            " leading and trailing ",
            "a\r\nb\tc",
            "\u0001\u001b\u007f\u0085",
            "a\u0301 \u00e1",
            "\u0130\u0131\u00df",
            "\u05d0\u05d1\u202e\u202c",
            "\ufeff\ufffd\ufffe\uffff",
            "\ue000",
            "\ud800\udc00\udbff\udfff",
            "\ud83d\udc69\u200d\ud83d\udcbb",
            "null",
            "{}",
            "\\u0000");
    private static final List<Instant> INSTANTS = List.of(
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.EPOCH,
            Instant.parse("2026-01-02T03:04:05.678901Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"));

    private final Random random = new Random(4);
    private final List<StoredRecord> users = new ArrayList<>();
    private final Map<RecordKind, List<StoredRecord>> all = new EnumMap<>(RecordKind.class);

    private NastyRecords(int each) {
        all.put(RecordKind.USER, users);
        fill(RecordKind.USER, each, this::user);
        fill(RecordKind.SESSION, each, this::session);
        fill(RecordKind.TOKEN, each, this::token);
        fill(RecordKind.KEY_VALUE, each, this::keyValue);
        fill(RecordKind.AUDIT_RECORD, each, i -> entry(i, Optional.of(new AuditHead(i + 1L, "d" + text(i)))));
        fill(RecordKind.UNSEALED_AUDIT_RECORD, each, i -> entry(i, Optional.empty()));
    }

    /** So many of each kind; the same ones in every process. */
    static Map<RecordKind, List<StoredRecord>> of(int each) {
        return new NastyRecords(each).all;
    }

    private interface Maker {
        StoredRecord make(int i);
    }

    private void fill(RecordKind kind, int count, Maker maker) {
        RecordRules rules = StorageConfig.builder()
                .build()
                .recordRules(json -> JsonDocument.parse(json).members());
        List<StoredRecord> records = all.computeIfAbsent(kind, same -> new ArrayList<>());
        for (int i = 0; i < count; i++) {
            StoredRecord record = maker.make(i);
            TypedRecords.rows(List.of(record)).forEach(rows -> rules.check(rows, 0));
            records.add(record);
        }
        records.sort(Comparator.comparing(StoredRecord::key, Comparator.<RecordKey>naturalOrder()));
    }

    private StoredRecord user(int i) {
        String email = "\ufffdAda" + i + "\ud83d\ude00@Example.org";
        User user = new User(
                uuid(),
                email,
                optional(i, instant(i)),
                optional(i / 2, instant(i + 1)),
                json(i),
                instant(i),
                instant(i + 2),
                i + 1L);
        String canonical = StorageConfig.builder()
                .build()
                .recordRules(json -> JsonDocument.parse(json).members())
                .canonicalEmail(email);
        return new StoredUser(user, canonical, optional(i, "$argon2id$" + text(i)));
    }

    private StoredRecord session(int i) {
        Session session = new Session(
                uuid(),
                owner(),
                instant(i),
                instant(i + 1),
                instant(i + 2),
                optional(i, instant(i + 3)),
                optional(i / 2, text(i)),
                optional(i / 3, "::1"),
                json(i));
        return new StoredSession(session, bytes(32));
    }

    private StoredRecord token(int i) {
        return new StoredToken(
                new OneTimeToken(uuid(), owner(), text(i), json(i + 1), instant(i), instant(i + 1)), bytes(32));
    }

    private StoredRecord keyValue(int i) {
        String key = Integer.toString(i / (TEXTS.size() * TEXTS.size()));
        return new StoredKeyValue(new KeyValue(
                text(i),
                text(i / TEXTS.size()),
                text(i + 5) + key,
                bytes(i % 7 == 0 ? 0 : i % 300),
                i + 1L,
                optional(i, instant(i)),
                instant(i),
                instant(i + 1)));
    }

    private static StoredRecord entry(int i, Optional<AuditHead> seal) {
        return new StoredAuditEntry(new AuditEntry(
                1 + (long) i * i,
                instant(i),
                text(i),
                optional(i, text(i + 1)),
                text(i + 2),
                optional(i / 2, text(i + 3)),
                optional(i / 2, text(i + 4)),
                optional(i / 3, text(i + 5)),
                optional(i / 4, text(i + 6)),
                "{ \"b\" : \"" + text(i) + "\",\"a\":1.0}",
                seal));
    }

    private UUID owner() {
        return ((StoredUser) users.get(random.nextInt(users.size()))).user().id();
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(int i) {
        return TEXTS.get(i % TEXTS.size());
    }

    private static Instant instant(int i) {
        return INSTANTS.get(i % INSTANTS.size());
    }

    private static <T> Optional<T> optional(int i, T value) {
        return i % 2 == 0 ? Optional.of(value) : Optional.empty();
    }

    private static Map<String, @Nullable Object> json(int i) {
        return switch (i % 3) {
            case 0 -> Map.of();
            case 1 -> Map.of(text(i), text(i + 1), "n", new BigInteger("9".repeat(40)), "d", new BigDecimal("0.1"));
            default -> Map.of("list", Arrays.asList(1L, null, true, Map.of("", text(i))));
        };
    }
}
