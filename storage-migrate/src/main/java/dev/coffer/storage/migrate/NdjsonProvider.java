package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The portable dump, {@code ndjson:FILE}: records can be moved there and from there, but it cannot be opened as a storage. Found by
 * ServiceLoader.
 */
public final class NdjsonProvider implements StorageProvider {
    private static final String SCHEME = "ndjson";

    /** For ServiceLoader. */
    public NdjsonProvider() {}

    @Override
    public String name() {
        return SCHEME;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        throw new InvalidInput("url", "names a dump: its records can be moved into a storage, it is none itself");
    }

    @Override
    public RecordSource openSource(StorageConfig config) {
        return source(DumpFile.of(SCHEME, config.url()), config.recordRules(Ndjson::parse), records -> {});
    }

    /**
     * Reads a dump to its end.
     *
     * @param demand is asked there; may refuse it
     */
    static ScratchSource source(DumpFile file, RecordRules rules, Consumer<DumpRecords> demand) {
        Scratch scratch = Scratch.open(rules);
        try (DumpRecords records = new DumpRecords(file.read())) {
            for (Optional<DumpRecords.Entry> entry = records.next(); entry.isPresent(); entry = records.next()) {
                add(scratch, entry.get(), rules);
            }
            demand.accept(records);
            return scratch.source(file.identity(), records.highWater(), records.auditLog());
        } catch (RuntimeException | Error e) {
            scratch.close();
            throw e;
        }
    }

    private static void add(Scratch scratch, DumpRecords.Entry entry, RecordRules rules) {
        if (entry.unreadable() == null) {
            scratch.add(entry.kind(), rows -> RecordFields.add(rows, entry.fields(), rules), entry::asFound);
        } else {
            scratch.add(entry.unreadable());
        }
    }

    @Override
    public RecordTarget openTarget(StorageConfig config) {
        return new DumpTarget(DumpFile.of(SCHEME, config.url()), config.recordRules(Ndjson::parse));
    }
}
