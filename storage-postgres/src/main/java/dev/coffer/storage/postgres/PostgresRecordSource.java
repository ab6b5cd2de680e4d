package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.postgres.CopyStream.RecordCopy;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.postgres.ServerConnections.Target;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** All records of a schema at one moment: that of a transaction. */
final class PostgresRecordSource implements RecordSource {
    private final Handle handle;
    private final SchemaNames names;
    private final Runnable atEnd;
    private final String identity;
    private final String location;
    private final Map<RecordTable, Boolean> orphans = new EnumMap<>(RecordTable.class);
    private @Nullable CopyStream stream;

    private PostgresRecordSource(RecordConnections connections, Handle handle, SchemaNames names, Runnable atEnd) {
        this.atEnd = atEnd;
        this.handle = handle;
        this.names = names;
        identity = DatabaseIdentity.of(handle, names);
        location = DatabaseIdentity.location(connections, handle, names);
    }

    /** Of a storage: all its tables are demanded. */
    static PostgresRecordSource of(RecordConnections connections, List<Migration> migrations) {
        return connections.open(() -> open(
                connections,
                connections.config().standbyReads() ? Target.STANDBY : Target.PRIMARY,
                (names, handle) -> new PostgresSchema(names, migrations, OwnerRole.of(connections.config()))
                        .demandReadable(handle),
                connections::close));
    }

    /** Of tables as they are; the connections stay as they are too. */
    static PostgresRecordSource ofTables(RecordConnections connections) {
        return open(connections, Target.PRIMARY, (names, handle) -> {}, () -> {});
    }

    @FunctionalInterface
    private interface Demand {
        void check(SchemaNames names, Handle handle);
    }

    private static PostgresRecordSource open(
            RecordConnections connections, Target target, Demand demand, Runnable atEnd) {
        try {
            Connection connection = connections.snapshot(target);
            try {
                SchemaNames names = SchemaNames.of(connections.config(), connection);
                Handle handle = PostgresTypes.jdbi(() -> connection, names).open(); // closed with the connection
                demand.check(names, handle);
                connections.prove(names);
                return new PostgresRecordSource(connections, handle, names, atEnd);
            } catch (SQLException | RuntimeException e) {
                Connections.close(connection);
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public long highWater() {
        return ask(VersionSequence::highest);
    }

    @Override
    public Optional<AuditState> auditLog() {
        return ask(PostgresAuditLog::read);
    }

    @Override
    public long count(RecordKind kind) {
        return ask(handle -> handle.createQuery(RecordTable.of(kind).count())
                .mapTo(Long.class)
                .one());
    }

    private <T> T ask(Function<Handle, T> question) {
        demandIdle();
        try {
            return question.apply(handle);
        } catch (RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    /** The driver would wait for the end of the stream, for ever. */
    private void demandIdle() {
        if (isBusy()) {
            throw new IllegalStateException("a stream is open");
        }
    }

    private boolean isBusy() {
        return stream != null && stream.isOpen();
    }

    @Override
    public RecordStream read(RecordKind kind) {
        demandIdle();
        RecordCopy copy = copy(RecordTable.of(kind));
        try {
            stream = CopyStream.open(handle.getConnection(), copy);
            return stream;
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    private RecordCopy copy(RecordTable table) {
        boolean orphaned = Orphans.arePossible(table) && hasOrphans(table);
        String sql = orphaned ? Orphans.copyOut(table) : table.copyOut();
        return new RecordCopy(table, names.qualify(sql), orphaned);
    }

    private boolean hasOrphans(RecordTable table) {
        Boolean known = orphans.get(table);
        if (known == null) {
            known = ask(handle -> handle.createQuery(Orphans.question(table))
                    .mapTo(Boolean.class)
                    .one());
            orphans.put(table, known);
        }
        return known;
    }

    @Override
    public void close() {
        if (isBusy()) {
            Connections.abort(handle.getConnection());
        } else {
            Connections.close(handle.getConnection());
        }
        atEnd.run();
    }
}
