package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
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
import java.util.stream.Stream;

/**
 * A SQLite file for the time of a migration, into which goes what has neither order nor constraints: it comes out in the order of its
 * keys, and what collides or refers to nothing is found.
 */
final class Scratch implements AutoCloseable {
    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 8L << 20;

    private final Path directory;
    private final RecordTarget target;
    private final RecordRules rules;
    private final Map<RecordKind, SetAside> setAside = new EnumMap<>(RecordKind.class);
    private final List<StoredRecord> batch = new ArrayList<>();
    private long batchBytes;
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
            Path directory = Files.createTempDirectory("coffer-");
            try {
                RecordTarget target = target(directory.resolve("scratch.db"));
                target.begin();
                return new Scratch(directory, target, rules);
            } catch (RuntimeException e) {
                delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new Unavailable("no temporary directory can be made", e);
        }
    }

    private static RecordTarget target(Path file) {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + file).build();
        try {
            return config.provider().openTarget(config);
        } catch (InvalidInput e) {
            throw new Unavailable("storage-sqlite must be there to put a file in order: " + e.getMessage(), e);
        }
    }

    void add(StoredRecord record) {
        try {
            rules.check(record);
        } catch (InvalidInput e) {
            refuse(record, e.field(), e.problem());
            return;
        }
        if (record instanceof StoredKeyValue keyValue) {
            highWater = Math.max(highWater, keyValue.item().version());
            batchBytes += keyValue.item().size();
        }
        batch.add(record);
        if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
            flush();
        }
    }

    void add(UnreadableRecord record) {
        setAside(record.kind()).add(record);
    }

    private void refuse(StoredRecord record, String field, String problem) {
        add(new UnreadableRecord(record.kind(), RecordFields.of(record), field, problem));
    }

    private void flush() {
        for (RecordTarget.Refusal refusal : target.add(batch)) {
            StoredRecord record = batch.get(refusal.element());
            refuse(record, refusal.field(), Collisions.problem(refusal.field()));
        }
        batch.clear();
        batchBytes = 0;
    }

    /** All that was added, to be read; closes this at its own end. */
    ScratchSource source(String identity, long leastHighWater) {
        flush();
        setAside.values().forEach(SetAside::end);
        return new ScratchSource(identity, Math.max(highWater, leastHighWater), target.written(), this);
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
