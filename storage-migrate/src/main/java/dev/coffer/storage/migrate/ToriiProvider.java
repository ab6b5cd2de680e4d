package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The SQLite database of a Torii authentication library, {@code torii:FILE}: its users and sessions can be moved into a storage. Its ids
 * become name-based UUIDs, always the same ones, and stay in the metadata as {@code torii.id}. Its tokens and its bcrypt hashes stay
 * good. Found by ServiceLoader.
 */
public final class ToriiProvider implements StorageProvider {
    private static final String SCHEME = "torii";

    /** For ServiceLoader. */
    public ToriiProvider() {}

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
        throw new InvalidInput(
                "url", "names a database of Torii: its records can be moved into a storage, it is none itself");
    }

    @Override
    public RecordTarget openTarget(StorageConfig config) {
        throw new InvalidInput("url", "names a database of Torii, which is only read: it is a source, and no target");
    }

    @Override
    public RecordSource openSource(StorageConfig config) {
        String file = config.url().substring(SCHEME.length() + 1);
        if (file.isBlank()
                || file.indexOf(0) >= 0
                || file.indexOf('?') >= 0) { // the driver would read settings behind it
            throw new InvalidInput("url", "must name a file behind torii:, without a question mark");
        }
        Path path = Path.of(file);
        RecordRules rules = config.recordRules(Ndjson::parse);
        Scratch scratch = Scratch.open(rules);
        try (ToriiDatabase database = ToriiDatabase.open(path, scratch.file("torii.db"))) {
            database.copyTo(scratch, rules);
            return scratch.source("torii:" + DumpFile.canonical(path), 0, Optional.empty());
        } catch (RuntimeException | Error e) {
            scratch.close();
            throw e;
        }
    }
}
