package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordRows;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/** One of the two sides of a comparison: its records in their canonical form and in the order of their keys. */
final class Side implements AutoCloseable {
    private final ReadAhead<RecordRows> chunks;
    private final MessageDigest all = Sha256.begin();
    private RecordRows rows;
    private RecordRows passed;
    private int row;
    private int lastPassed = -1;
    private long count;

    Side(String name, RecordRows none, Supplier<Optional<RecordRows>> records) {
        rows = none;
        passed = none;
        chunks = new ReadAhead<>(name, () -> records.get().map(CanonicalRows::of));
    }

    /** Whether there is a record at which it stands; if not, it is at the end. */
    boolean stands() throws InterruptedException {
        while (row == rows.size()) {
            Optional<RecordRows> more = chunks.next();
            if (more.isEmpty()) {
                return false;
            }
            rows = more.get();
            row = 0;
        }
        return true;
    }

    /** Those among which it stands. */
    RecordRows rows() {
        return rows;
    }

    /** Which of them. */
    int row() {
        return row;
    }

    /** Goes on behind the current record, which counts from now on. */
    void pass() {
        if (lastPassed >= 0 && passed.compareKeys(lastPassed, rows, row) >= 0) {
            throw new IllegalStateException("the records do not come in the order of their keys");
        }
        int begin = rows.offset(row, 0) - Integer.BYTES;
        all.update(rows.array(), begin, Rows.end(rows, row) - begin);
        passed = rows;
        lastPassed = row;
        count++;
        row++;
    }

    /** Goes on behind the current record as if it were not there. */
    void skip() {
        row++;
    }

    long count() {
        return count;
    }

    /** Of all that was passed; asked once, at the end. */
    String digest() {
        return HexFormat.of().formatHex(all.digest());
    }

    @Override
    public void close() {
        chunks.close();
    }
}
