package dev.coffer.storage.memory;

import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A storage that is filled with what {@link MemoryRecords} can move. */
final class MemoryTarget implements RecordTarget {
    private final String identity;
    private final MemoryDatabase database;
    private final Filled filled;
    private AuditState auditLog = AuditState.NONE;

    MemoryTarget(String identity, MemoryDatabase database) {
        this.identity = identity;
        this.database = database;
        filled = database.filled();
    }

    /** How far a storage is filled, for the next target on it. */
    static final class Filled {
        private final Map<RecordKind, RecordKey> reached = new EnumMap<>(RecordKind.class);
        private State state = State.EMPTY;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public State state() {
        boolean isEmpty = database.read(
                tables -> tables.users().isEmpty() && tables.audit().state().lastEntry() == 0);
        return filled.state == State.EMPTY && !isEmpty ? State.OCCUPIED : filled.state;
    }

    @Override
    public void begin(String source) {
        filled.state = State.UNFINISHED;
    }

    @Override
    public void beginAnew(String source) {
        clear();
        begin(source);
    }

    @Override
    public List<RecordKind> order() {
        return List.of(RecordKind.values());
    }

    @Override
    public void auditLog(AuditState state) {
        auditLog = state;
    }

    @Override
    public Optional<RecordKey> reached(RecordKind kind) {
        return Optional.ofNullable(filled.reached.get(kind));
    }

    @Override
    public void clear() {
        filled.reached.clear();
        database.read(tables -> {
            tables.users().clear();
            tables.emails().clear();
            tables.audit().sealed.clear();
            tables.audit().pending.clear();
            return tables;
        });
    }

    @Override
    public void load(RecordRows records) {
        database.read(tables -> {
            for (int row = 0; row < records.size(); row++) {
                MemoryRecords.put(records, row, tables);
                filled.reached.put(records.kind(), RecordKey.of(records, row));
            }
            return tables;
        });
    }

    @Override
    public List<Refusal> add(RecordRows records) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Refusal> refusals(RecordRows records) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void raiseHighWater(long version) {
        database.read(tables -> tables.lastVersion().accumulateAndGet(version, Math::max));
    }

    @Override
    public void complete() {
        database.read(tables -> {
            tables.audit().goOn(auditLog);
            return tables;
        });
    }

    @Override
    public RecordSource written() {
        return new MemorySource(identity, database.read(MemoryTables::copy));
    }

    @Override
    public void finish() {
        filled.state = State.FINISHED;
    }

    @Override
    public void close() {}
}
