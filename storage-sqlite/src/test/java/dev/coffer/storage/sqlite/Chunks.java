package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.UnreadableRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a source holds, read to its end. */
final class Chunks {
    private Chunks() {}

    static List<RecordChunk> of(RecordSource source, RecordKind kind) {
        List<RecordChunk> chunks = new ArrayList<>();
        try (RecordStream stream = source.read(kind)) {
            for (Optional<RecordChunk> next = stream.next(); next.isPresent(); next = stream.next()) {
                chunks.add(next.get());
            }
        }
        return chunks;
    }

    static List<StoredRecord> records(RecordSource source, RecordKind kind) {
        return of(source, kind).stream()
                .flatMap(chunk -> TypedRecords.records(chunk.records()).stream())
                .toList();
    }

    static Map<RecordKind, List<StoredRecord>> records(RecordSource source) {
        Map<RecordKind, List<StoredRecord>> records = new EnumMap<>(RecordKind.class);
        for (RecordKind kind : RecordKind.values()) {
            records.put(kind, records(source, kind));
        }
        return records;
    }

    /** Those whose user is missing. */
    static List<StoredRecord> orphans(RecordSource source, RecordKind kind) {
        return of(source, kind).stream()
                .flatMap(chunk -> chunk.orphans().stream().mapToObj(TypedRecords.records(chunk.records())::get))
                .toList();
    }

    static List<UnreadableRecord> unreadable(RecordSource source, RecordKind kind) {
        return of(source, kind).stream()
                .flatMap(chunk -> chunk.unreadable().stream())
                .toList();
    }
}
