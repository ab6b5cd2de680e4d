package dev.coffer.storage.memory;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.UUID;
import java.util.function.Function;

/** Works on a copy of the tables, which replaces them at commit. One that writes is the only writer until it is closed. */
final class MemoryTransaction extends MemoryOperations implements StorageTransaction {
    private final MemoryDatabase database;
    private final Work work;
    private final StorageConfig config;

    private MemoryTransaction(MemoryDatabase database, boolean readOnly, StorageConfig config) {
        this(database, new Work(database, readOnly), config);
    }

    private MemoryTransaction(MemoryDatabase database, Work work, StorageConfig config) {
        super(work, config.userSearch());
        this.database = database;
        this.work = work;
        this.config = config;
    }

    static MemoryTransaction begin(MemoryDatabase database, boolean readOnly, StorageConfig config) {
        if (readOnly || database.readOnly()) {
            return new MemoryTransaction(database, true, config);
        }
        database.lockWriter();
        try {
            return new MemoryTransaction(database, false, config);
        } catch (RuntimeException | Error e) {
            database.unlockWriter();
            throw e;
        }
    }

    @Override
    public void actAs(AuditContext context) {
        work.tables.audit().tell(context, true);
    }

    @Override
    public void confineTo(UUID userId) {
        work.scope = MemoryConfinement.to(userId, config);
    }

    @Override
    public void commit() {
        if (!work.readOnly) {
            work.tables.audit().forget();
            database.commit(work.tables);
        }
    }

    @Override
    public void close() {
        if (!work.readOnly) {
            database.unlockWriter();
        }
    }

    private static final class Work implements MemoryAccess {
        private final MemoryDatabase database;
        private final MemoryTables tables;
        private final boolean readOnly;
        private MemoryScope scope = MemoryScope.ALL;

        private Work(MemoryDatabase database, boolean readOnly) {
            this.database = database;
            this.readOnly = readOnly;
            tables = database.read(MemoryTables::copy);
        }

        @Override
        public <T> T read(Function<MemoryTables, T> reading) {
            database.checkOpen();
            return scope.read(tables, reading);
        }

        @Override
        public <T> T write(Function<MemoryTables, T> writing) {
            if (readOnly) {
                throw new ReadOnly("the transaction only reads", null);
            }
            database.checkOpen();
            return tables.audit().during(tables, all -> scope.write(all, writing));
        }
    }
}
