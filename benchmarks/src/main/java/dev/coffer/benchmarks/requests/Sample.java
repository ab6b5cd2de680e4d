package dev.coffer.benchmarks.requests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the tables hold: rows that can be named by their number. How they are named is repeated in the SQL that loads them.
 *
 * @param users their number
 * @param sessions their number; session {@code i} is of user {@code i % users}
 * @param items the number of key-values, a hundred to a record
 */
public record Sample(int users, int sessions, int items) {
    public static final String NAMESPACE = "benchmark";
    public static final String PASSWORD_HASH = "$2b$12$abcdefghijklmnopqrstuuJKQ9ZyQ0bA3p0YqzZ6c3l6V0Qb1i8mW";

    /** The key-value that everybody wants. */
    public static final Item HOT = item(0);

    /** A user that there is not. */
    static final UUID NOBODY = new UUID(0x7000L, 0x8000_0000_0000_0000L);

    static final int BATCH = 100;
    static final int PAGE = 1_000;

    private static final int ITEMS_IN_A_RECORD = 100;
    private static final int VALUE_BYTES = 100;
    private static final long FIRST_MILLIS = 1_735_689_600_000L;
    private static final AtomicLong CREATED = new AtomicLong();

    /** Of UUID version 7, in order. */
    public static UUID id(int number) {
        return new UUID((FIRST_MILLIS + number) << 16 | 0x7000L, 0x8000_0000_0000_0000L | number);
    }

    public static String email(int user) {
        return "user." + user + "@example.org";
    }

    /** 43 characters, as real ones have. */
    public static String token(int session) {
        return "a-token-of-the-benchmark-of-coffer-" + (10_000_000 + session);
    }

    public static String recordId(int number) {
        return "r" + (10_000_000 + number / ITEMS_IN_A_RECORD);
    }

    public static String key(int number) {
        return "k" + (100 + number % ITEMS_IN_A_RECORD);
    }

    /** One that no user has. */
    public static String freshEmail() {
        return "new." + CREATED.incrementAndGet() + "@example.org";
    }

    static Item item(int number) {
        return new Item(recordId(number), key(number));
    }

    /** As in one of a hundred calls. */
    static boolean rarely(SplittableRandom random) {
        return random.nextInt(100) == 0;
    }

    Item anyItem(SplittableRandom random) {
        return item(random.nextInt(items));
    }

    /** Different ones of all records. */
    List<Item> anyItems(SplittableRandom random) {
        List<Item> some = new ArrayList<>(BATCH);
        int step = items / BATCH;
        for (int i = 0; i < BATCH; i++) {
            some.add(item(i * step + random.nextInt(step)));
        }
        return some;
    }

    String anyRecordBeforeAPage(SplittableRandom random) {
        return recordId(random.nextInt(items - PAGE));
    }

    /** New values for all items of a record. */
    static Map<String, byte[]> record(SplittableRandom random) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (int i = 0; i < ITEMS_IN_A_RECORD; i++) {
            values.put(key(i), value(random));
        }
        return values;
    }

    public static byte[] value(SplittableRandom random) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        return value;
    }
}
