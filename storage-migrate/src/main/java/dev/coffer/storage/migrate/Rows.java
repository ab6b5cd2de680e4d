package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import java.util.Arrays;
import java.util.BitSet;

/** Some of the records of a chunk. */
final class Rows {
    private static final int VERSION_OF_KEY_VALUE = RecordKind.KEY_VALUE.indexOf("version");

    private Rows() {}

    /** The others; the very same if there is nothing to leave out. */
    static RecordRows without(RecordRows rows, BitSet leftOut) {
        if (leftOut.isEmpty()) {
            return rows;
        }
        RecordRows rest = new RecordRows(rows.kind());
        for (int row = leftOut.nextClearBit(0); row < rows.size(); row = leftOut.nextClearBit(row + 1)) {
            rest.add(rows, row);
        }
        return rest;
    }

    /** The version that a key-value was given; 0 for what is none. */
    static long versionOfKeyValue(RecordRows rows, int row) {
        return rows.kind() == RecordKind.KEY_VALUE ? rows.number(row, VERSION_OF_KEY_VALUE) : 0;
    }

    /** Where the bytes of a record end. */
    static int end(RecordRows rows, int row) {
        return row + 1 == rows.size() ? rows.length() : rows.offset(row + 1, 0) - Integer.BYTES;
    }

    /** Whether all of two records is the same. */
    static boolean areSame(RecordRows a, int rowOfA, RecordRows b, int rowOfB) {
        return Arrays.equals(
                a.array(), a.offset(rowOfA, 0), end(a, rowOfA), b.array(), b.offset(rowOfB, 0), end(b, rowOfB));
    }
}
