package dev.coffer.storage;

/**
 * The limits that a host may set lower. They are alike for all providers; {@link Storage#limits()} tells those in
 * force.
 *
 * @param valueBytes a key-value's value, at most 16 MiB
 * @param metadataBytes metadata or a payload, in the UTF-8 of its compact JSON, at most 1 MiB
 * @param batchItems elements of one batch, at most 10,000
 * @param batchBytes bytes of one batch, at most 64 MiB
 * @param pageItems items of one page, at most 1,000
 * @param pageBytes bytes of values in one page of a scan, at most 8 MiB; a page with something left is never empty
 */
public record Limits(
        int valueBytes, int metadataBytes, int batchItems, long batchBytes, int pageItems, long pageBytes) {
    private static final int MIB = 1024 * 1024;
    private static final Limits DEFAULTS = new Limits(16 * MIB, MIB, 10_000, 64L * MIB, 1_000, 8L * MIB);

    /**
     * Refuses what is not positive or above the default.
     *
     * @param valueBytes from 1 to 16 MiB
     * @param metadataBytes from 1 to 1 MiB
     * @param batchItems from 1 to 10,000
     * @param batchBytes from 1 to 64 MiB
     * @param pageItems from 1 to 1,000
     * @param pageBytes from 1 to 8 MiB
     */
    public Limits {
        downwards("valueBytes", valueBytes, 16 * MIB);
        downwards("metadataBytes", metadataBytes, MIB);
        downwards("batchItems", batchItems, 10_000);
        downwards("batchBytes", batchBytes, 64L * MIB);
        downwards("pageItems", pageItems, 1_000);
        downwards("pageBytes", pageBytes, 8L * MIB);
    }

    /** {@return the highest of each} */
    public static Limits defaults() {
        return DEFAULTS;
    }

    /**
     * {@return the same with another limit of a value's bytes}
     *
     * @param bytes from 1 to 16 MiB
     */
    public Limits withValueBytes(int bytes) {
        return new Limits(bytes, metadataBytes, batchItems, batchBytes, pageItems, pageBytes);
    }

    /**
     * {@return the same with another limit of metadata's bytes}
     *
     * @param bytes from 1 to 1 MiB
     */
    public Limits withMetadataBytes(int bytes) {
        return new Limits(valueBytes, bytes, batchItems, batchBytes, pageItems, pageBytes);
    }

    /**
     * {@return the same with other limits of a batch}
     *
     * @param items from 1 to 10,000
     * @param bytes from 1 to 64 MiB
     */
    public Limits withBatch(int items, long bytes) {
        return new Limits(valueBytes, metadataBytes, items, bytes, pageItems, pageBytes);
    }

    /**
     * {@return the same with other limits of a page}
     *
     * @param items from 1 to 1,000
     * @param bytes of values, from 1 to 8 MiB
     */
    public Limits withPage(int items, long bytes) {
        return new Limits(valueBytes, metadataBytes, batchItems, batchBytes, items, bytes);
    }

    private static void downwards(String field, long value, long highest) {
        Bounds.numbers(1, highest).check(field, value);
    }
}
