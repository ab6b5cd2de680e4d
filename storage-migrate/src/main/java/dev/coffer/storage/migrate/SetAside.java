package dev.coffer.storage.migrate;

import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.UnreadableRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was found to be no record, of one kind, in a temporary file: it may be all there is. */
final class SetAside {
    private final RecordKind kind;
    private final Path file;
    private @Nullable OutputStream out;
    private long count;

    SetAside(RecordKind kind, Path file) {
        this.kind = kind;
        this.file = file;
    }

    void add(UnreadableRecord record) {
        count++;
        Map<String, ?> line = Map.of("fields", record.fields(), "field", record.field(), "problem", record.problem());
        try {
            if (out == null) {
                out = new BufferedOutputStream(DumpFile.privately(file));
            }
            out.write(Ndjson.line(line));
        } catch (IOException e) {
            throw new Unavailable("a temporary file cannot be written", e);
        }
    }

    /** No more comes. */
    void end() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            throw new Unavailable("a temporary file cannot be written", e);
        }
    }

    long count() {
        return count;
    }

    /** From the beginning; empty where there is nothing. */
    DumpReader read() {
        try {
            return new DumpReader(count == 0 ? InputStream.nullInputStream() : Files.newInputStream(file));
        } catch (IOException e) {
            throw new Unavailable("a temporary file cannot be read", e);
        }
    }

    /** The next of them, at most so many. */
    List<UnreadableRecord> next(DumpReader lines, int atMost) {
        List<UnreadableRecord> records = new ArrayList<>();
        while (records.size() < atMost) {
            var line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            records.add(record(Ndjson.parse(Objects.requireNonNull(line.get().text()))));
        }
        return records;
    }

    @SuppressWarnings("unchecked") // as add() has written it
    private UnreadableRecord record(Map<String, @Nullable Object> line) {
        Map<String, @Nullable Object> fields =
                (Map<String, @Nullable Object>) Objects.requireNonNull(line.get("fields"));
        return new UnreadableRecord(kind, fields, text(line, "field"), text(line, "problem"));
    }

    private static String text(Map<String, @Nullable Object> line, String name) {
        return (String) Objects.requireNonNull(line.get(name));
    }
}
