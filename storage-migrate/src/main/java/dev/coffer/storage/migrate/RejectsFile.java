package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.UnreadableRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What does not arrive: counted, told, and written to a file as lines that can be mended and loaded. The file comes into being with the
 * first one; only its owner may read it, for it has all there was.
 */
final class RejectsFile implements Rejects, AutoCloseable {
    static final String LINE = "line";
    static final String LINE_NUMBER = "lineNumber";

    private static final int NAMED = 1_000;
    /** Where a record was found, which is no part of it. */
    private static final List<String> ORIGIN = List.of(LINE_NUMBER, ToriiRecords.TORII_ID);

    private static final List<String> KEY = List.of("namespace", "id", "key", LINE_NUMBER, ToriiRecords.TORII_ID);

    private final Optional<Path> file;
    private final MigrationListener listener;
    private final Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
    private final List<Rejection> first = new ArrayList<>();
    private @Nullable OutputStream out;

    RejectsFile(Optional<Path> file, MigrationListener listener) {
        this.file = file;
        this.listener = listener;
    }

    @Override
    public void add(RecordRows rows, int row, String field, String problem) {
        add(rows.kind(), RecordFields.of(rows, row), field, problem);
    }

    @Override
    public void add(UnreadableRecord record) {
        add(record.kind(), record.fields(), record.field(), record.problem());
    }

    private void add(RecordKind kind, Map<String, @Nullable Object> fields, String field, String problem) {
        write(kind, fields, field, problem);
        Map<String, @Nullable Object> key = new LinkedHashMap<>(fields);
        key.keySet().retainAll(KEY);
        key.values().removeIf(value -> value instanceof byte[] || value instanceof Map);
        Rejection rejection = new Rejection(kind, key, field, problem);
        counts.merge(kind, 1L, Long::sum);
        if (first.size() < NAMED) {
            first.add(rejection);
        }
        listener.rejects(rejection);
    }

    private void write(RecordKind kind, Map<String, @Nullable Object> fields, String field, String problem) {
        if (file.isEmpty()) {
            return;
        }
        Map<String, @Nullable Object> reject = new LinkedHashMap<>();
        reject.put("field", field);
        reject.put("problem", problem);
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        if (!fields.containsKey(LINE)) {
            line.put("kind", kind.label());
        }
        fields.forEach((name, value) -> (ORIGIN.contains(name) ? reject : line).put(name, value));
        line.put("reject", reject);
        try {
            if (out == null) {
                out = DumpFile.privately(file.get());
            }
            out.write(Ndjson.line(line));
        } catch (IOException e) {
            throw new UncheckedIOException("the rejects cannot be written", e);
        }
    }

    long count(RecordKind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Of all kinds. */
    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    List<Rejection> first() {
        return first;
    }

    @Override
    public void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the rejects cannot be written", e);
        }
    }
}
