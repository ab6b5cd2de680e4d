package dev.coffer.storage.memory;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.Optional;
import java.util.function.Function;

/** Works on a copy of the tables, which replaces them at commit. One that writes is the only writer until it is closed. */
final class MemoryTransaction extends MemoryOperations implements StorageTransaction {
    private final MemoryDatabase database;
    private final Work work;

    private MemoryTransaction(MemoryDatabase database, Work work, Optional<UserSearch> userSearch) {
        super(work, userSearch);
        this.database = database;
        this.work = work;
    }

    static MemoryTransaction begin(MemoryDatabase database, boolean readOnly, Optional<UserSearch> userSearch) {
        if (readOnly || database.readOnly()) {
            return new MemoryTransaction(
                    database, new Work(database, database.read(MemoryTables::copy), true), userSearch);
        }
        database.lockWriter();
        try {
            return new MemoryTransaction(
                    database, new Work(database, database.read(MemoryTables::copy), false), userSearch);
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

    private record Work(MemoryDatabase database, MemoryTables tables, boolean readOnly) implements MemoryAccess {
        @Override
        public <T> T read(Function<MemoryTables, T> reading) {
            database.checkOpen();
            return reading.apply(tables);
        }

        @Override
        public <T> T write(Function<MemoryTables, T> writing) {
            if (readOnly) {
                throw new ReadOnly("the transaction only reads", null);
            }
            return read(same -> same.audit().during(same, writing));
        }
    }
}
