package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.StoredRecord;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One of the two sides of a comparison: its records in the order of their keys, each with its digest. */
final class Side implements AutoCloseable {
    private final ReadAhead<List<Digested>> chunks;
    private final MessageDigest all = RecordBytes.sha256();
    private List<Digested> chunk = List.of();
    private int next;
    private long count;
    private @Nullable RecordKey last;

    /**
     * A record, its key and its digest.
     *
     * @param record all of it
     * @param key its own
     * @param digest SHA-256 of it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Digested(StoredRecord record, RecordKey key, byte[] digest) {}

    Side(String name, Supplier<Optional<List<StoredRecord>>> records) {
        RecordBytes bytes = new RecordBytes();
        chunks = new ReadAhead<>(name, () -> records.get().map(chunk -> digested(chunk, bytes)));
    }

    private static List<Digested> digested(List<StoredRecord> records, RecordBytes bytes) {
        return records.stream()
                .map(record -> new Digested(record, record.key(), bytes.digest(record)))
                .toList();
    }

    /** The record at which it stands; null at the end. */
    @Nullable
    Digested current() throws InterruptedException {
        while (next == chunk.size()) {
            Optional<List<Digested>> more = chunks.next();
            if (more.isEmpty()) {
                return null;
            }
            chunk = more.get();
            next = 0;
        }
        return chunk.get(next);
    }

    /** Goes on behind the current record, which counts from now on. */
    void pass(Digested record) {
        if (last != null && last.compareTo(record.key()) >= 0) {
            throw new IllegalStateException("the records do not come in the order of their keys");
        }
        last = record.key();
        all.update(record.digest());
        count++;
        next++;
    }

    /** Goes on behind the current record as if it were not there. */
    void skip() {
        next++;
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
