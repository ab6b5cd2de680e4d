package dev.coffer.storage.postgres;

import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.postgres.CopyStream.RecordCopy;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.postgres.ServerConnections.Target;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** All records of a schema at one moment. */
final class PostgresRecordSource implements RecordSource {
    private final Snapshot snapshot;
    private final SchemaNames names;
    private final String identity;
    private final Map<RecordTable, Boolean> orphans = new ConcurrentHashMap<>();

    private PostgresRecordSource(Snapshot snapshot, SchemaNames names, String identity) {
        this.snapshot = snapshot;
        this.names = names;
        this.identity = identity;
    }

    /** Of a storage: all its tables are demanded. */
    static PostgresRecordSource of(RecordConnections connections, List<Migration> migrations) {
        return SchemaOpening.inTime(
                connections.config(),
                () -> open(
                        connections,
                        connections.config().standbyReads() ? Target.STANDBY : Target.PRIMARY,
                        (names, handle) -> new PostgresSchema(names, migrations).open(SchemaMode.VALIDATE, handle)));
    }

    /** Of tables as they are. */
    static PostgresRecordSource ofTables(RecordConnections connections) {
        return open(connections, Target.PRIMARY, (names, handle) -> {});
    }

    @FunctionalInterface
    private interface Demand {
        void check(SchemaNames names, Handle handle);
    }

    private static PostgresRecordSource open(RecordConnections connections, Target target, Demand demand) {
        try {
            Connection connection = connections.connect(target);
            Snapshot snapshot = Snapshot.take(connections, connection);
            try {
                SchemaNames names = SchemaNames.of(connections.config(), connection);
                Handle handle = PostgresTypes.jdbi(() -> connection, names).open(); // closed with the connection
                demand.check(names, handle);
                return new PostgresRecordSource(snapshot, names, DatabaseIdentity.of(handle, names));
            } catch (SQLException | RuntimeException e) {
                snapshot.close();
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
    public long highWater() {
        return ask(VersionSequence::highest);
    }

    @Override
    public long count(RecordKind kind) {
        return ask(handle -> handle.createQuery(RecordTable.of(kind).count())
                .mapTo(Long.class)
                .one());
    }

    private <T> T ask(Function<Handle, T> question) {
        try {
            return snapshot.ask(connection ->
                    question.apply(PostgresTypes.jdbi(() -> connection, names).open()));
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    @Override
    public RecordStream read(RecordKind kind, Optional<RecordKey> after) {
        RecordCopy copy = copy(RecordTable.of(kind));
        try {
            return CopyStream.open(snapshot, copy, after);
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
        snapshot.close();
    }
}
