package dev.coffer.storage.sqlite;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.List;
import java.util.Set;

/**
 * Opens {@code sqlite:PATH}, {@code sqlite:PATH?mode=ro} and {@code sqlite::memory:}. All storages on one file in one process
 * share one writer; other processes may use the file beside it. The file is made with mode 0600.
 */
public final class SqliteStorageProvider implements StorageProvider {
    static final String NAME = "sqlite";

    private final SqliteSchema schema;

    /** For ServiceLoader and for hosts that name the provider in code. */
    public SqliteStorageProvider() {
        this(SqliteSchema.current());
    }

    SqliteStorageProvider(SqliteSchema schema) {
        this.schema = schema;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("sqlite");
    }

    @Override
    public List<String> schemaScripts() {
        return schema.scripts();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        Opening.Opened opened = new Opening(schema, config).opened();
        SqliteDatabase database = opened.database();
        return new SqliteBackend(database, opened.index(), config, new SqliteHealth(config, schema, database));
    }

    @Override
    public List<Finding> diagnose(StorageConfig config) {
        return new Diagnosis(schema, config).findings();
    }

    /**
     * Opens a file to be read as a whole, beside whoever else has it open. It is never written to, and no writer waits for this;
     * but the file's write-ahead log cannot be shortened before the source is closed.
     */
    @Override
    public RecordSource openSource(StorageConfig config) {
        return new Opening(schema, config).source();
    }

    /**
     * Opens a file to be filled. It is filled under another name beside it, {@code app.db.migration} for {@code app.db}, and gets
     * its own in the end; until then it cannot be opened. One target at a time.
     */
    @Override
    public RecordTarget openTarget(StorageConfig config) {
        return new Opening(schema, config).target();
    }
}
