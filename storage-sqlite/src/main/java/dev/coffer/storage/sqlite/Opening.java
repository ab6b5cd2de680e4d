package dev.coffer.storage.sqlite;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.AuditLog;
import dev.coffer.storage.jdbi.ConnectionHandles;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Opens a database as its URL and the configuration say. */
final class Opening {
    private static final String UTF_8 = "UTF-8";
    private static final int BUSY = 5;
    static final ConnectionHandles HANDLES = new ConnectionHandles(SqliteTypes::jdbi);

    private final SqliteSchema schema;
    private final StorageConfig config;
    private final SqliteUrl url;

    Opening(SqliteSchema schema, StorageConfig config) {
        this.schema = schema;
        this.config = config;
        url = SqliteUrl.parse(config.url());
    }

    /** A database, and the index of a search in it. */
    record Opened(SqliteDatabase database, SearchIndex index) {}

    Opened opened() {
        return url.file()
                .map(DatabaseFile::canonical)
                .map(file -> url.readOnly() || config.readOnly() ? readOnly(file) : file(file))
                .orElseGet(this::memory);
    }

    /** The records of a file, to be read as a whole. */
    SqliteSource source() {
        Path file = movable();
        MigrationFile.demandNone(file);
        WriterRegistry.acquire(file, reading(file));
        return orUndo(() -> WriterRegistry.release(file), () -> {
            Snapshot snapshot = Snapshot.open(file, config.lockTimeout());
            return orUndo(snapshot::close, () -> {
                snapshot.use(this::demandReadable);
                return new SqliteSource(file, snapshot, () -> {
                    snapshot.close();
                    WriterRegistry.release(file);
                });
            });
        });
    }

    /** The file to be filled. */
    SqliteTarget target() {
        Path file = movable();
        if (url.readOnly() || config.readOnly()) {
            throw new ReadOnly("a database that is opened for reading only cannot be filled", null);
        }
        return new SqliteTarget(this, schema, config.clock(), file);
    }

    /** For what reads a file, or looks into it before it fills it. */
    WriterRegistry.Opener reading(Path file) {
        return new FileOpener(file, true);
    }

    Duration lockTimeout() {
        return config.lockTimeout();
    }

    boolean demandTables(SqliteConnection connection) throws SQLException {
        schema.validate(finished(connection));
        return true;
    }

    private boolean demandReadable(SqliteConnection connection) throws SQLException {
        schema.demandReadable(finished(connection));
        return true;
    }

    private static Handle finished(SqliteConnection connection) throws SQLException {
        demandUtf8(connection.pragma("encoding"));
        Handle handle = HANDLES.on(connection);
        SqliteSchema.demandFinished(handle);
        return handle;
    }

    private Path movable() {
        return url.file()
                .map(DatabaseFile::canonical)
                .orElseThrow(() -> new InvalidInput("url", "must name a file: what is in memory only cannot be moved"));
    }

    private Opened indexed(SqliteDatabase database, SchemaMode mode) {
        return orUndo(database::close, () -> {
            AuditLog.open(database, SqliteAuditTriggers.INSTANCE, config, mode);
            return new Opened(database, SearchIndex.open(database, new SqliteUserTerms(), config, mode));
        });
    }

    private Opened memory() {
        Writer writer = new Writer(memoryConnection(), Checkpoint.never(), FileIdentity.none());
        return orUndo(writer::close, () -> {
            try (Writer.Lease lease = writer.lease(config.lockTimeout())) {
                schema.open(SchemaMode.MIGRATE, lease.connection());
            }
            StorageConfig writing = config.toBuilder().readOnly(false).build();
            MemoryDatabase database = new MemoryDatabase(writer, writing);
            AuditLog.open(database, SqliteAuditTriggers.INSTANCE, writing, SchemaMode.MIGRATE);
            SearchIndex index = SearchIndex.open(database, new SqliteUserTerms(), writing, SchemaMode.MIGRATE);
            return new Opened(new MemoryDatabase(writer, config), index);
        });
    }

    private static SqliteConnection memoryConnection() {
        try {
            return SqliteConnection.inMemory();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    private Opened file(Path file) {
        return indexed(writable(file), config.schemaMode());
    }

    private SqliteDatabase writable(Path file) {
        MigrationFile.demandNone(file);
        Writer writer =
                WriterRegistry.acquire(file, new FileOpener(file, false)).orElseThrow();
        return orUndo(() -> WriterRegistry.release(file), () -> {
            MigrationFile.demandNone(file); // one that began since then cannot end as long as the writer is open
            writer.demandFile();
            try (Writer.Lease lease = writer.lease(config.lockTimeout())) {
                schema.open(config.schemaMode(), lease.connection());
            }
            return new FileDatabase(file, writer, new Readers(file, OpenMode.WRITE, writer.identity(), config), config);
        });
    }

    private Opened readOnly(Path file) {
        SchemaMode mode = config.schemaMode() == SchemaMode.MIGRATE ? SchemaMode.VALIDATE : config.schemaMode();
        return indexed(readable(file), mode);
    }

    private SqliteDatabase readable(Path file) {
        MigrationFile.demandNone(file);
        WriterRegistry.acquire(file, reading(file));
        return orUndo(() -> WriterRegistry.release(file), () -> {
            FileIdentity unchanged = FileIdentity.immutable(file);
            OpenMode mode = ReadOnlyMedium.modeOf(file, config.lockTimeout());
            FileIdentity identity = mode == OpenMode.READ_IMMUTABLE ? unchanged : FileIdentity.of(file);
            Readers readers = new Readers(file, mode, identity, config);
            try {
                readers.read(statements -> {
                    Handle handle = statements.handle();
                    demandUtf8(handle.createQuery("PRAGMA encoding")
                            .mapTo(String.class)
                            .one());
                    SqliteSchema.demandFinished(handle);
                    if (config.schemaMode() != SchemaMode.NONE) {
                        schema.validate(handle);
                    }
                    return handle;
                });
                return new ReadOnlyDatabase(file, readers, config.readTimeout());
            } catch (RuntimeException e) {
                readers.close();
                throw e;
            }
        });
    }

    /** The order of keys is that of their bytes, which in another encoding are others. */
    static void demandUtf8(@Nullable String encoding) {
        if (!UTF_8.equals(encoding)) {
            throw new SchemaMismatch("the database is not encoded in UTF-8", null);
        }
    }

    private static <T> T orUndo(Runnable undo, Supplier<T> opening) {
        try {
            return opening.get();
        } catch (RuntimeException | Error e) {
            undo.run();
            throw e;
        }
    }

    private final class FileOpener implements WriterRegistry.Opener {
        private final Path file;
        private final boolean readOnly;

        FileOpener(Path file, boolean readOnly) {
            this.file = file;
            this.readOnly = readOnly;
        }

        @Override
        public void prepare() {
            boolean mayCreate = !readOnly && config.schemaMode() == SchemaMode.MIGRATE;
            DatabaseFile.prepare(file, mayCreate, config.lockTimeout());
        }

        @Override
        public Optional<Writer> openWriter() {
            return readOnly ? Optional.empty() : Optional.of(writer());
        }

        private Writer writer() {
            ReadOnlyMedium.demandOther(file);
            FileIdentity before = FileIdentity.of(file);
            try {
                SqliteConnection connection = SqliteConnection.open(file, OpenMode.WRITE, config.lockTimeout());
                try {
                    demandUtf8(connection.pragma("encoding"));
                    keepWriteAheadLog(connection);
                    connection.run(Snapshot.PIN); // makes the log
                    before.demand();
                    return new Writer(connection, Checkpoint.of(file), FileIdentity.withLog(file));
                } catch (SQLException | RuntimeException e) {
                    connection.close();
                    throw e;
                }
            } catch (SQLException e) {
                throw SqliteErrors.translate(e, Phase.WRITE);
            }
        }

        /** SQLite does not wait for others when it changes the journal's mode, so this does. */
        private void keepWriteAheadLog(SqliteConnection connection) throws SQLException {
            long end = System.nanoTime() + config.lockTimeout().toNanos();
            while (true) {
                try {
                    connection.pragma("journal_mode = WAL");
                    return;
                } catch (SQLException e) {
                    if (e.getErrorCode() != BUSY || System.nanoTime() - end > 0) {
                        throw e;
                    }
                    SqliteConnection.pause();
                }
            }
        }
    }
}
