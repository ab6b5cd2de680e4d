package dev.coffer.storage.memory;

import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What {@link MemoryRecords} can move of a storage, at one moment. */
final class MemorySource implements RecordSource {
    private final String identity;
    private final MemoryTables tables;

    MemorySource(String identity, MemoryTables tables) {
        this.identity = identity;
        this.tables = tables;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public long highWater() {
        return tables.lastVersion().get();
    }

    @Override
    public Optional<AuditState> auditLog() {
        return Optional.of(tables.audit().state());
    }

    @Override
    public long count(RecordKind kind) {
        return MemoryRecords.of(kind, tables).size();
    }

    @Override
    public RecordStream read(RecordKind kind) {
        Iterator<RecordChunk> chunks = List.of(new RecordChunk(MemoryRecords.of(kind, tables), List.of()))
                .iterator();
        return new RecordStream() {
            @Override
            public Optional<RecordChunk> next() {
                return chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
