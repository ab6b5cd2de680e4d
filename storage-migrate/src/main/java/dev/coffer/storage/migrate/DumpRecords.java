package dev.coffer.storage.migrate;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.UnreadableRecord;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a dump stand for. A line that is no record costs that record; a dump that was cut, put together or altered since its
 * trailer was written is refused as a whole, at its end.
 */
final class DumpRecords implements AutoCloseable {
    static final String HEADER = "header";
    static final String TRAILER = "trailer";
    static final long FORMAT = 1;
    static final long FORMAT_WITH_AUDIT_LOG = 2;

    private static final String BYTE_ORDER_MARK = "\ufeff"; // some editors put it before the first line

    private static final String KIND = "kind";
    private static final String REJECT = "reject";

    private final DumpReader lines;
    private final Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
    private Optional<AuditState> auditLog = Optional.empty();
    private RecordKind lastKind = RecordKind.USER;
    private long highWater;
    private long read;
    private boolean hasHeader;
    private boolean hasTrailer;

    DumpRecords(DumpReader lines) {
        this.lines = lines;
    }

    /**
     * A record, or a line that is none.
     *
     * @param number of the line, from 1
     * @param kind of the record; of a line that is none, that of those before it
     * @param fields of the record, as they are there
     * @param unreadable the line that is none; null if it is a record
     */
    record Entry(
            long number,
            RecordKind kind,
            Map<String, @Nullable Object> fields,
            @Nullable UnreadableRecord unreadable) {

        /** The fields, and where they are. */
        Map<String, @Nullable Object> asFound() {
            Map<String, @Nullable Object> found = new LinkedHashMap<>(fields);
            found.put(RejectsFile.LINE_NUMBER, number);
            return found;
        }
    }

    /**
     * The next record, empty at the end.
     *
     * @throws Corrupt if the dump is empty, was cut, or is not what its trailer says
     * @throws SchemaMismatch if it has a format that is not known
     */
    Optional<Entry> next() {
        for (Optional<DumpReader.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            read++;
            Optional<Entry> entry = entry(line.get());
            if (entry.isPresent()) {
                return entry;
            }
        }
        if (read == 0) {
            throw new Corrupt("the dump is empty", null);
        }
        if (hasHeader && !hasTrailer) {
            throw new Corrupt("the dump was cut: it has no trailer", null);
        }
        return Optional.empty();
    }

    /** Whether the dump is whole as it was written by this library: it was read to its end, and its trailer fits. */
    boolean isWhole() {
        return hasHeader && hasTrailer;
    }

    /** What the header says; 0 without one. */
    long highWater() {
        return highWater;
    }

    /** What the header says; empty without one, and in the format that has none. */
    Optional<AuditState> auditLog() {
        return auditLog;
    }

    /** Those of a dump. */
    static List<RecordKind> kinds(boolean withAuditLog) {
        return withAuditLog ? List.of(RecordKind.values()) : RecordKind.withoutAuditLog();
    }

    private Optional<Entry> entry(DumpReader.Line line) {
        if ("".equals(line.text()) && !line.tooLong()) {
            return Optional.empty();
        }
        if (hasTrailer) {
            throw new Corrupt("the dump goes on behind its trailer", null);
        }
        Map<String, @Nullable Object> fields;
        try {
            fields = Ndjson.parse(text(line));
        } catch (InvalidInput e) {
            if (!line.ended()) {
                throw new Corrupt("the dump was cut in the middle of line " + line.number(), null);
            }
            return Optional.of(unreadable(line, asItIs(line), e));
        }
        Object kind = fields.remove(KIND);
        if (HEADER.equals(kind)) {
            header(fields);
            return Optional.empty();
        }
        if (TRAILER.equals(kind)) {
            trailer(fields);
            return Optional.empty();
        }
        return Optional.of(entry(kind, fields, line));
    }

    private static String text(DumpReader.Line line) {
        if (line.tooLong()) {
            throw new InvalidInput("line", "must have at most " + Ndjson.MAX_LINE_BYTES + " bytes");
        }
        if (line.text() == null) {
            throw new InvalidInput("line", "must be UTF-8");
        }
        return line.number() == 1 && line.text().startsWith(BYTE_ORDER_MARK)
                ? line.text().substring(BYTE_ORDER_MARK.length())
                : line.text();
    }

    private void header(Map<String, @Nullable Object> fields) {
        if (read != 1) {
            throw new Corrupt("the dump has a header that is not its first line", null);
        }
        boolean hasAuditLog = Objects.equals(fields.get("format"), FORMAT_WITH_AUDIT_LOG);
        if (!hasAuditLog && !Objects.equals(fields.get("format"), FORMAT)) {
            throw new SchemaMismatch(
                    "the dump has a format other than " + FORMAT + " and " + FORMAT_WITH_AUDIT_LOG, null);
        }
        if (!(fields.get("highWater") instanceof Long version) || version < 0) {
            throw new Corrupt("the header of the dump has no highWater", null);
        }
        highWater = version;
        auditLog = hasAuditLog ? Optional.of(DumpedAuditLog.parse(fields.get(DumpedAuditLog.NAME))) : Optional.empty();
        hasHeader = true;
    }

    private void trailer(Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> counted = new HashMap<>();
        for (RecordKind kind : kinds(auditLog.isPresent())) {
            counted.put(kind.label(), counts.getOrDefault(kind, 0L));
        }
        if (!lines.digestOfTheOthers().equals(fields.get("sha256")) || !counted.equals(fields.get("counts"))) {
            throw new Corrupt("the dump is not what its trailer says: it was cut or altered", null);
        }
        hasTrailer = true;
    }

    private Entry entry(@Nullable Object kindName, Map<String, @Nullable Object> fields, DumpReader.Line line) {
        Optional<RecordKind> kind = (kindName instanceof String name
                        ? RecordKind.of(name)
                        : Optional.<RecordKind>empty())
                .filter(kinds(auditLog.isPresent())::contains);
        Object rejected = fields.get(RejectsFile.LINE);
        if (kindName == null && rejected != null) {
            return unreadable(
                    line,
                    rejected,
                    new InvalidInput("line", "is as it was rejected: put a mended one in place of all this"));
        }
        if (kind.isEmpty()) {
            return unreadable(line, asItIs(line), new InvalidInput(KIND, problemOf(kindName)));
        }
        lastKind = kind.get();
        counts.merge(lastKind, 1L, Long::sum);
        fields.remove(REJECT); // why it did not arrive the last time
        return new Entry(line.number(), lastKind, fields, null);
    }

    private static String problemOf(@Nullable Object kindName) {
        return kindName instanceof String name && RecordKind.of(name).isPresent()
                ? "is one of an audit log, which comes as a whole or not at all"
                : "must be user, session, token or keyValue";
    }

    /** Counted with those before it: what it should be cannot be told. */
    private Entry unreadable(DumpReader.Line line, Object content, InvalidInput problem) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(RejectsFile.LINE_NUMBER, line.number());
        fields.put(RejectsFile.LINE, content);
        UnreadableRecord unreadable = new UnreadableRecord(lastKind, fields, problem.field(), problem.problem());
        return new Entry(line.number(), lastKind, fields, unreadable);
    }

    private static Object asItIs(DumpReader.Line line) {
        return line.text() == null ? line.bytes() : line.text();
    }

    @Override
    public void close() {
        lines.close();
    }
}
