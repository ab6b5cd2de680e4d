package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.UnreadableRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dump that has its records in order, as {@link DumpTarget} writes it, read where it is; once for each kind. */
final class OrderedDump implements RecordSource {
    private static final int CHUNK = 1_000;
    private static final int CHUNK_BYTES = 4 << 20;

    private final DumpFile place;
    private final Path file;
    private final RecordRules rules;
    private long highest;

    OrderedDump(DumpFile place, Path file, RecordRules rules) {
        this.place = place;
        this.file = file;
        this.rules = rules;
    }

    @Override
    public String identity() {
        return place.identity();
    }

    /** What the header says, or the highest version among the records that were read. */
    @Override
    public long highWater() {
        try (DumpRecords records = records()) {
            records.next();
            return Math.max(highest, records.highWater());
        }
    }

    @Override
    public Optional<AuditState> auditLog() {
        try (DumpRecords records = records()) {
            records.next();
            return records.auditLog();
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
        return new DumpRecords(place.read(file));
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

    private Optional<RecordChunk> chunk(DumpRecords from, RecordKind kind) {
        RecordRows records = new RecordRows(kind);
        List<UnreadableRecord> unreadable = new ArrayList<>();
        boolean ended = false;
        while (!ended && records.size() < CHUNK && records.length() < CHUNK_BYTES) {
            Optional<DumpRecords.Entry> entry = from.next();
            ended = entry.isEmpty();
            entry.filter(found -> found.kind() == kind).ifPresent(found -> add(found, records, unreadable));
        }
        return ended && records.size() == 0 && unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of(new RecordChunk(records, unreadable));
    }

    private void add(DumpRecords.Entry entry, RecordRows records, List<UnreadableRecord> unreadable) {
        if (entry.unreadable() != null) {
            unreadable.add(entry.unreadable());
            return;
        }
        try {
            RecordFields.add(records, entry.fields(), rules);
            highest = Math.max(highest, Rows.versionOfKeyValue(records, records.size() - 1));
        } catch (InvalidInput e) {
            unreadable.add(new UnreadableRecord(entry.kind(), entry.fields(), e.field(), e.problem()));
        }
    }

    /** Has nothing open itself. */
    @Override
    public void close() {}
}
