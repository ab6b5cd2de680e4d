package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordStream;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The records of a source that are to be in the target, chunk by chunk. For one thread. */
final class Expected implements Supplier<Optional<RecordRows>> {
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
    public Optional<RecordRows> get() {
        return ended ? Optional.empty() : next().map(this::wanted);
    }

    private RecordRows wanted(RecordChunk chunk) {
        RecordRows arriving = screening.arriving(chunk);
        if (last.isEmpty() && without.isEmpty()) {
            return arriving;
        }
        BitSet unwanted = new BitSet();
        for (int row = 0; row < arriving.size(); row++) {
            RecordKey key = RecordKey.of(arriving, row);
            boolean behind = last.isPresent() && key.compareTo(last.get()) > 0;
            ended |= behind;
            unwanted.set(row, behind || without.contains(key));
        }
        return Rows.without(arriving, unwanted);
    }

    private Optional<RecordChunk> next() {
        return Failures.ofSource(stream::next);
    }
}
