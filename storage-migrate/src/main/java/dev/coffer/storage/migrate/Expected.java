package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.StoredRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The records of a source that are to be in the target, chunk by chunk. For one thread. */
final class Expected implements Supplier<Optional<List<StoredRecord>>> {
    private final RecordStream stream;
    private final Screening screening;
    private final Optional<RecordKey> last;
    private final Set<RecordKey> without;
    private boolean ended;

    /**
     * Of this stream.
     *
     * @param screening lets pass what can arrive
     * @param last the last one wanted; empty for all
     * @param without those that were refused by the target
     */
    Expected(RecordStream stream, Screening screening, Optional<RecordKey> last, Set<RecordKey> without) {
        this.stream = stream;
        this.screening = screening;
        this.last = last;
        this.without = without;
    }

    @Override
    public Optional<List<StoredRecord>> get() {
        return ended ? Optional.empty() : next().map(this::wanted);
    }

    private List<StoredRecord> wanted(RecordChunk chunk) {
        List<StoredRecord> arriving = screening.arriving(chunk);
        if (last.isEmpty() && without.isEmpty()) {
            return arriving;
        }
        List<StoredRecord> records = chunk.records();
        ended = !records.isEmpty() && !isWanted(records.get(records.size() - 1));
        return arriving.stream()
                .filter(record -> isWanted(record) && !without.contains(record.key()))
                .toList();
    }

    private boolean isWanted(StoredRecord record) {
        return last.isEmpty() || record.key().compareTo(last.get()) <= 0;
    }

    private Optional<RecordChunk> next() {
        return Failures.ofSource(stream::next);
    }
}
