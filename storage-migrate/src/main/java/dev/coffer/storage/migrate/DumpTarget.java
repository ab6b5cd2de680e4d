package dev.coffer.storage.migrate;

import dev.coffer.storage.Busy;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a dump: to a pipe, or beside its place and, when it is whole, there. It begins anew instead of going on. */
final class DumpTarget implements RecordTarget {
    private static final String UNFINISHED = ".unfinished";

    private final DumpFile place;
    private final RecordRules rules;
    private final Optional<Path> beside;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final MessageDigest sha256 = Sha256.begin();
    private Optional<AuditState> auditLog = Optional.empty();
    private @Nullable OutputStream out;
    private boolean hasHeader;

    DumpTarget(DumpFile place, RecordRules rules) {
        this.place = place;
        this.rules = rules;
        beside = place.file().map(file -> file.resolveSibling(file.getFileName() + UNFINISHED));
    }

    /** Whether nobody can read what was written. */
    boolean isPipe() {
        return beside.isEmpty();
    }

    @Override
    public String identity() {
        return place.identity();
    }

    @Override
    public State state() {
        return place.file().filter(Files::exists).isPresent() ? State.OCCUPIED : State.EMPTY;
    }

    @Override
    public void begin(String source) {
        out = beside.map(place::write).orElseGet(DumpFile::writeIntoPipe);
    }

    @Override
    public void beginAnew(String source) {
        begin(source);
    }

    @Override
    public Optional<RecordKey> reached(RecordKind kind) {
        return Optional.empty();
    }

    @Override
    public void clear() {
        throw new IllegalStateException("a dump begins anew by itself");
    }

    @Override
    public List<RecordKind> order() {
        return List.of(RecordKind.values());
    }

    /** For the header, which comes next. */
    @Override
    public void auditLog(AuditState log) {
        auditLog = Optional.of(log);
    }

    /** The header: called before any record comes. A version above it that does is seen by whoever reads the dump. */
    @Override
    public void raiseHighWater(long version) {
        if (!hasHeader) {
            hasHeader = true;
            Map<String, Object> header = new LinkedHashMap<>();
            header.put("kind", DumpRecords.HEADER);
            header.put("format", auditLog.isPresent() ? DumpRecords.FORMAT_WITH_AUDIT_LOG : DumpRecords.FORMAT);
            header.put("highWater", version);
            auditLog.ifPresent(log -> header.put(DumpedAuditLog.NAME, DumpedAuditLog.of(log)));
            write(header, true);
            for (RecordKind kind : DumpRecords.kinds(auditLog.isPresent())) {
                counts.put(kind.label(), 0L);
            }
        }
    }

    @Override
    public void load(RecordRows records) {
        String kind = records.kind().label();
        if (!counts.containsKey(kind)) {
            throw new IllegalStateException("of an audit log only what was told of before has records");
        }
        for (int row = 0; row < records.size(); row++) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("kind", kind);
            line.putAll(RecordFields.of(records, row));
            write(line, true);
        }
        counts.merge(kind, (long) records.size(), Long::sum);
    }

    @Override
    public List<Refusal> add(RecordRows records) {
        throw new IllegalStateException("nothing can be added to a dump");
    }

    @Override
    public List<Refusal> refusals(RecordRows records) {
        return add(records);
    }

    /** The trailer. */
    @Override
    public void complete() {
        Map<String, Object> trailer = new LinkedHashMap<>();
        trailer.put("kind", DumpRecords.TRAILER);
        trailer.put("counts", counts);
        trailer.put("sha256", HexFormat.of().formatHex(sha256.digest()));
        write(trailer, false);
        end();
    }

    private void write(Map<String, ? extends @Nullable Object> line, boolean counts) {
        DigestOutputStream digesting =
                new DigestOutputStream(Objects.requireNonNull(out, "begin() comes first"), sha256);
        digesting.on(counts);
        try {
            Ndjson.writeLine(line, digesting);
        } catch (IOException e) {
            throw DumpFile.failure("the dump cannot be written", e);
        }
    }

    private void end() {
        try {
            if (out != null && isPipe()) {
                out.flush();
            } else if (out != null) {
                out.close();
            }
            out = null;
        } catch (IOException e) {
            throw DumpFile.failure("the dump cannot be written", e);
        }
    }

    @Override
    public RecordSource written() {
        return new OrderedDump(place, beside.orElseThrow(), rules);
    }

    @Override
    public void finish() {
        beside.ifPresent(file -> publish(file, place.file().orElseThrow()));
    }

    private static void publish(Path file, Path place) {
        try {
            if (Files.exists(place)) {
                throw new Busy("the dump has come into being meanwhile", null);
            }
            DumpFile.publish(file, place);
        } catch (IOException e) {
            throw DumpFile.failure("the dump cannot be put into its place", e);
        }
    }

    @Override
    public void close() {
        try {
            end();
        } catch (RuntimeException incomplete) {
            // as everybody can see: it has no trailer
        }
        beside.ifPresent(DumpTarget::delete);
    }

    /** What is whole has been moved away. */
    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("an unfinished dump is left: " + file, e);
        }
    }
}
