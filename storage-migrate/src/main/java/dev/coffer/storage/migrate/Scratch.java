package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite file for the time of a migration, into which goes what has neither order nor constraints: it comes out in the order of its
 * keys, and what collides or refers to nothing is found.
 */
final class Scratch implements AutoCloseable {
    private static final String PREFIX = "coffer-";
    private static final int BATCH = 2_000;
    private static final int BATCH_BYTES = 8 << 20;

    private final Path directory;
    private final RecordTarget target;
    private final RecordRules rules;
    private final Map<RecordKind, SetAside> setAside = new EnumMap<>(RecordKind.class);
    private final List<Supplier<Map<String, @Nullable Object>>> batchAsFound = new ArrayList<>();
    private RecordRows batch = new RecordRows(RecordKind.USER);
    private long highWater;

    private Scratch(Path directory, RecordTarget target, RecordRules rules) {
        this.directory = directory;
        this.target = target;
        this.rules = rules;
        for (RecordKind kind : RecordKind.values()) {
            setAside.put(kind, new SetAside(kind, directory.resolve(kind.label() + ".ndjson")));
        }
    }

    static Scratch open(RecordRules rules) {
        try {
            Path directory = directory();
            try {
                RecordTarget target = target(directory.resolve("scratch.db"));
                target.begin("scratch");
                return new Scratch(directory, target, rules);
            } catch (RuntimeException e) {
                delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new Unavailable("no temporary directory can be made", e);
        }
    }

    /** Where the driver unpacks its library, if somebody has said so. */
    private static Path directory() throws IOException {
        String said = System.getProperty("org.sqlite.tmpdir");
        return said == null ? Files.createTempDirectory(PREFIX) : Files.createTempDirectory(Path.of(said), PREFIX);
    }

    private static RecordTarget target(Path file) {
        StorageConfig config =
                StorageConfig.forUrl("sqlite:" + file).poolSize(1).build();
        try {
            return config.provider().openTarget(config);
        } catch (InvalidInput e) {
            throw new Unavailable("storage-sqlite must be there to put a file in order: " + e.getMessage(), e);
        }
    }

    /**
     * Adds a record.
     *
     * @param record adds it to rows; fails with InvalidInput if it is none
     * @param asFound its fields and where they were, for the case that it cannot be taken
     */
    void add(RecordKind kind, Consumer<RecordRows> record, Supplier<Map<String, @Nullable Object>> asFound) {
        RecordRows one = new RecordRows(kind);
        try {
            record.accept(one);
            rules.check(one, 0);
        } catch (InvalidInput e) {
            add(new UnreadableRecord(kind, asFound.get(), e.field(), e.problem()));
            return;
        }
        highWater = Math.max(highWater, Rows.versionOfKeyValue(one, 0));
        if (batch.kind() != kind || batch.size() == BATCH || batch.length() >= BATCH_BYTES) {
            flush();
            batch = new RecordRows(kind);
        }
        batch.add(one, 0);
        batchAsFound.add(asFound);
    }

    void add(UnreadableRecord record) {
        demandNoInterruption();
        setAside(record.kind()).add(record);
    }

    private static void demandNoInterruption() {
        if (Thread.currentThread().isInterrupted()) {
            throw new Unavailable("interrupted while reading", null);
        }
    }

    private void flush() {
        demandNoInterruption();
        for (RecordTarget.Refusal refusal : target.add(batch)) {
            Map<String, @Nullable Object> fields =
                    batchAsFound.get(refusal.row()).get();
            add(new UnreadableRecord(batch.kind(), fields, refusal.field(), Collisions.problem(refusal.field())));
        }
        batchAsFound.clear();
    }

    /**
     * All that was added, to be read; closes this at its own end.
     *
     * @param auditLog empty if no record of one was added
     */
    ScratchSource source(String identity, long leastHighWater, Optional<AuditState> auditLog) {
        flush();
        setAside.values().forEach(SetAside::end);
        return new ScratchSource(identity, Math.max(highWater, leastHighWater), auditLog, target.written(), this);
    }

    /** A further file, for as long as this. */
    Path file(String name) {
        return directory.resolve(name);
    }

    SetAside setAside(RecordKind kind) {
        return Objects.requireNonNull(setAside.get(kind));
    }

    @Override
    public void close() {
        setAside.values().forEach(SetAside::end);
        try {
            target.close();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("temporary files are left in " + directory, e);
        }
    }
}
