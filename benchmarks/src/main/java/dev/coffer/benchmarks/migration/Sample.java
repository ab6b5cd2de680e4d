package dev.coffer.benchmarks.migration;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordTarget;
import java.util.Random;
import java.util.function.ObjIntConsumer;

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
            target.begin("sample");
            Sample sample = new Sample(users);
            load(target, RecordKind.USER, users, sample::user);
            load(target, RecordKind.SESSION, users / USERS * SESSIONS, sample::session);
            load(target, RecordKind.KEY_VALUE, users / USERS * ITEMS, sample::item);
            target.raiseHighWater((long) ITEMS * users);
            target.complete();
            target.finish();
        }
    }

    private static void load(RecordTarget target, RecordKind kind, int count, ObjIntConsumer<RecordRows> records) {
        RecordRows chunk = new RecordRows(kind);
        for (int i = 0; i < count; i++) {
            records.accept(chunk, i);
            chunk.end();
            if (chunk.size() == CHUNK || i == count - 1) {
                target.load(chunk);
                chunk = new RecordRows(kind);
            }
        }
    }

    private void user(RecordRows rows, int i) {
        String email = "somebody." + i + "@mail" + i % 97 + ".example.org";
        addId(rows, i);
        rows.addText(email);
        rows.addText(email);
        if (i % 2 == 0) {
            rows.addNumber(time(i));
        } else {
            rows.addAbsent();
        }
        rows.addAbsent();
        rows.addText("$2b$12$" + text(53));
        rows.addText(
                i % 3 == 0
                        ? "{}"
                        : "{\"name\":\"Somebody Number " + i + "\",\"locale\":\"de-CH\",\"points\":" + i + "}");
        rows.addNumber(time(i));
        rows.addNumber(time(i + 1));
        rows.addNumber(1 + i % 5);
    }

    private void session(RecordRows rows, int i) {
        addId(rows, i);
        addId(rows, i % users);
        rows.addBytes(bytes(32));
        rows.addNumber(time(i));
        rows.addNumber(time(i + 1));
        rows.addNumber(time(i + 1_000_000));
        rows.addAbsent();
        rows.addText("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
        rows.addText("192.0.2." + i % 256);
        rows.addText(i % 4 == 0 ? "{\"device\":\"desktop\"}" : "{}");
    }

    private void item(RecordRows rows, int i) {
        rows.addText("profiles");
        rows.addText(String.format("%08d", i / 5));
        rows.addText("key-" + i % 5);
        rows.addBytes(bytes(400 + random.nextInt(200)));
        if (i % 10 == 0) {
            rows.addNumber(time(i + 2_000_000));
        } else {
            rows.addAbsent();
        }
        rows.addNumber(time(i));
        rows.addNumber(time(i));
        rows.addNumber(i + 1);
    }

    /** Of version 7, the i-th in order. */
    private static void addId(RecordRows rows, int i) {
        long mixed = (i + 1) * 0x9E37_79B9_7F4A_7C15L;
        rows.addUuid(((YEAR_2025 + i) << 16) | UUID_VERSION_7 | (mixed & 0xFFF), UUID_VARIANT | (mixed >>> 2));
    }

    /** In microseconds. */
    private static long time(int i) {
        return (YEAR_2025 + 1_003L * i) * 1_000 + i % 1_000;
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
