package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.UnreadableRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What went through a {@link Scratch}: first what is no record, then the records in order. */
final class ScratchSource implements RecordSource {
    private static final int CHUNK = 100;

    private final String identity;
    private final long highWater;
    private final Optional<AuditState> auditLog;
    private final RecordSource ordered;
    private final Scratch scratch;

    ScratchSource(
            String identity, long highWater, Optional<AuditState> auditLog, RecordSource ordered, Scratch scratch) {
        this.identity = identity;
        this.highWater = highWater;
        this.auditLog = auditLog;
        this.ordered = ordered;
        this.scratch = scratch;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public long highWater() {
        return highWater;
    }

    @Override
    public Optional<AuditState> auditLog() {
        return auditLog;
    }

    @Override
    public long count(RecordKind kind) {
        return ordered.count(kind) + scratch.setAside(kind).count();
    }

    /** How many of all kinds are no records. */
    long countOfUnreadable() {
        return Arrays.stream(RecordKind.values())
                .mapToLong(kind -> scratch.setAside(kind).count())
                .sum();
    }

    @Override
    public RecordStream read(RecordKind kind) {
        SetAside setAside = scratch.setAside(kind);
        RecordStream records = ordered.read(kind);
        DumpReader lines = setAside.read();
        return new RecordStream() {
            @Override
            public Optional<RecordChunk> next() {
                List<UnreadableRecord> unreadable = setAside.next(lines, CHUNK);
                return unreadable.isEmpty()
                        ? records.next()
                        : Optional.of(new RecordChunk(new RecordRows(kind), unreadable));
            }

            @Override
            public void close() {
                lines.close();
                records.close();
            }
        };
    }

    @Override
    public void close() {
        try {
            ordered.close();
        } finally {
            scratch.close();
        }
    }
}
