package dev.coffer.benchmarks;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;

/** A SQLite file as an application has it: for each two users three sessions and five key-values of some 500 bytes. */
final class Sample {
    private static final int CHUNK = 5_000;
    private static final int USERS = 2;
    private static final int SESSIONS = 3;
    private static final int ITEMS = 5;
    private static final long YEAR_2025 = 1_735_689_600_000L;
    private static final long UUID_VERSION_7 = 0x7000L;
    private static final long UUID_VARIANT = 0x8000_0000_0000_0000L;

    private final Random random = new Random(1);
    private final int users;

    private Sample(int users) {
        this.users = users;
    }

    static void fill(String url, int users) {
        StorageConfig config = StorageConfig.forUrl(url).build();
        try (RecordTarget target = config.provider().openTarget(config)) {
            target.begin();
            Sample sample = new Sample(users);
            load(target, RecordKind.USER, users, sample::user);
            load(target, RecordKind.SESSION, users / USERS * SESSIONS, sample::session);
            load(target, RecordKind.KEY_VALUE, users / USERS * ITEMS, sample::item);
            target.raiseHighWater((long) ITEMS * users);
            target.complete();
            target.finish();
        }
    }

    private static void load(RecordTarget target, RecordKind kind, int count, IntFunction<StoredRecord> records) {
        List<StoredRecord> chunk = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chunk.add(records.apply(i));
            if (chunk.size() == CHUNK || i == count - 1) {
                target.load(kind, chunk);
                chunk.clear();
            }
        }
    }

    private StoredRecord user(int i) {
        String email = "somebody." + i + "@mail" + i % 97 + ".example.org";
        User user = new User(
                id(i),
                email,
                i % 2 == 0 ? Optional.of(time(i)) : Optional.empty(),
                Optional.empty(),
                i % 3 == 0 ? Map.of() : Map.of("name", "Somebody Number " + i, "locale", "de-CH", "points", (long) i),
                time(i),
                time(i + 1),
                1 + i % 5);
        return new StoredUser(user, email, Optional.of("$2b$12$" + text(53)));
    }

    private StoredRecord session(int i) {
        Session session = new Session(
                id(i),
                id(i % users),
                time(i),
                time(i + 1),
                time(i + 1_000_000),
                Optional.empty(),
                Optional.of("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
                Optional.of("192.0.2." + i % 256),
                i % 4 == 0 ? Map.of("device", "desktop") : Map.of());
        return new StoredSession(session, bytes(32));
    }

    private StoredRecord item(int i) {
        int record = i / 5;
        KeyValue item = new KeyValue(
                "profiles",
                String.format("%08d", record),
                "key-" + i % 5,
                bytes(400 + random.nextInt(200)),
                i + 1L,
                i % 10 == 0 ? Optional.of(time(i + 2_000_000)) : Optional.empty(),
                time(i),
                time(i));
        return new StoredKeyValue(item);
    }

    /** Of version 7, the i-th in order. */
    private static UUID id(int i) {
        long mixed = (i + 1) * 0x9E37_79B9_7F4A_7C15L;
        return new UUID(((YEAR_2025 + i) << 16) | UUID_VERSION_7 | (mixed & 0xFFF), UUID_VARIANT | (mixed >>> 2));
    }

    private static Instant time(int i) {
        return Instant.ofEpochMilli(YEAR_2025).plusMillis(1_003L * i).plusNanos(1_000L * (i % 1_000));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('A' + random.nextInt(26)));
        }
        return text.toString();
    }
}
