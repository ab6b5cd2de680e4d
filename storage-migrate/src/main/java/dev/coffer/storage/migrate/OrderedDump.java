package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.UnreadableRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A dump that has its records in order, as {@link DumpTarget} writes it, read where it is; once for each kind. */
final class OrderedDump implements RecordSource {
    private static final int CHUNK = 1_000;
    private static final long CHUNK_BYTES = 4L << 20;

    private final DumpFile place;
    private final Path file;
    private final RecordRules rules;

    OrderedDump(DumpFile place, Path file, RecordRules rules) {
        this.place = place;
        this.file = file;
        this.rules = rules;
    }

    @Override
    public String identity() {
        return place.identity();
    }

    @Override
    public long highWater() {
        try (DumpRecords records = records()) {
            records.next();
            return records.highWater();
        }
    }

    @Override
    public long count(RecordKind kind) {
        long count = 0;
        try (RecordStream stream = read(kind)) {
            for (Optional<RecordChunk> chunk = stream.next(); chunk.isPresent(); chunk = stream.next()) {
                count += chunk.get().records().size() + chunk.get().unreadable().size();
            }
        }
        return count;
    }

    private DumpRecords records() {
        return new DumpRecords(place.read(file), rules);
    }

    @Override
    public RecordStream read(RecordKind kind) {
        DumpRecords records = records();
        return new RecordStream() {
            @Override
            public Optional<RecordChunk> next() {
                return chunk(records, kind);
            }

            @Override
            public void close() {
                records.close();
            }
        };
    }

    private static Optional<RecordChunk> chunk(DumpRecords from, RecordKind kind) {
        List<StoredRecord> records = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        long bytes = 0;
        while (records.size() < CHUNK && bytes < CHUNK_BYTES) {
            Optional<DumpRecords.Entry> entry = from.next();
            if (entry.isEmpty()) {
                return records.isEmpty() && unreadable.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RecordChunk(records, unreadable));
            }
            StoredRecord record = entry.get().record();
            if (record != null && record.kind() == kind) {
                records.add(record);
                bytes += record instanceof StoredKeyValue keyValue
                        ? keyValue.item().size()
                        : 0;
            } else if (record == null
                    && Objects.requireNonNull(entry.get().unreadable()).kind() == kind) {
                unreadable.add(entry.get().unreadable());
            }
        }
        return Optional.of(new RecordChunk(records, unreadable));
    }

    /** Has nothing open itself. */
    @Override
    public void close() {}
}
