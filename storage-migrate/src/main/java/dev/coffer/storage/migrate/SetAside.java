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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found to be no record, of one kind, in a temporary file: it may be all there is. Each is a line that says what is wrong and
 * one of its fields, which may be longer than that of any record.
 */
final class SetAside {
    private static final String FIELD = "field";
    private static final String PROBLEM = "problem";

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
        try {
            if (out == null) {
                out = new BufferedOutputStream(DumpFile.privately(file));
            }
            out.write(Ndjson.line(Map.of(FIELD, record.field(), PROBLEM, record.problem())));
            out.write(Ndjson.line(record.fields()));
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
            return new DumpReader(
                    count == 0 ? InputStream.nullInputStream() : Files.newInputStream(file), Integer.MAX_VALUE);
        } catch (IOException e) {
            throw new Unavailable("a temporary file cannot be read", e);
        }
    }

    /** The next of them, at most so many. */
    List<UnreadableRecord> next(DumpReader lines, int atMost) {
        List<UnreadableRecord> records = new ArrayList<>();
        while (records.size() < atMost) {
            Optional<Map<String, @Nullable Object>> wrong = line(lines);
            if (wrong.isEmpty()) {
                break;
            }
            records.add(new UnreadableRecord(
                    kind, line(lines).orElseThrow(), text(wrong.get(), FIELD), text(wrong.get(), PROBLEM)));
        }
        return records;
    }

    private static Optional<Map<String, @Nullable Object>> line(DumpReader lines) {
        return lines.next().map(line -> Ndjson.parse(Objects.requireNonNull(line.text())));
    }

    private static String text(Map<String, @Nullable Object> line, String name) {
        return (String) Objects.requireNonNull(line.get(name));
    }
}
