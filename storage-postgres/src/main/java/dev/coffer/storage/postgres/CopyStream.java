package dev.coffer.storage.postgres;

import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.UnreadableRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a table by one COPY, whose rows it takes as they come. */
final class CopyStream implements RecordStream {
    private static final Logger LOG = LoggerFactory.getLogger(CopyStream.class);
    private static final int CHUNK_ROWS = 2_000;
    private static final int CHUNK_BYTES = 2 << 20;

    private static final String CANCELLED = "57014";

    /** COPY takes no parameters. The first key of all is below every other. */
    private static final String SET_FIRST = "SELECT set_config('coffer.first_namespace', ?, true),"
            + " set_config('coffer.first_id', ?, true), set_config('coffer.first_key', ?, true)";

    private static final RecordKey FIRST_UUID = new RecordKey("", "00000000-0000-0000-0000-000000000000", "");
    private static final RecordKey FIRST_NAMES = new RecordKey("", "", "");

    private final Snapshot snapshot;
    private final Connection connection;
    private final CopyOut copy;
    private final BinaryRow row = new BinaryRow();
    private final RecordDecoder decoder;
    private final boolean marksOrphans;
    private Optional<RecordKey> skipped;
    private boolean begun;
    private boolean open = true;

    private CopyStream(
            Snapshot snapshot, Connection connection, RecordCopy from, Optional<RecordKey> after, CopyOut copy) {
        this.snapshot = snapshot;
        this.connection = connection;
        this.copy = copy;
        decoder = new RecordDecoder(from.table(), row);
        marksOrphans = from.marksOrphans();
        skipped = after;
    }

    /**
     * What is copied.
     *
     * @param table of which table
     * @param sql the statement
     * @param marksOrphans whether a further column says that there is no such user
     */
    record RecordCopy(RecordTable table, String sql, boolean marksOrphans) {}

    static CopyStream open(Snapshot snapshot, RecordCopy from, Optional<RecordKey> after) throws SQLException {
        Connection connection = snapshot.lease();
        try {
            setFirst(connection, after.orElse(from.table() == RecordTable.KEY_VALUES ? FIRST_NAMES : FIRST_UUID));
            if (!snapshot.canSpare()) {
                run(connection, "SAVEPOINT before_copy");
            }
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(from.sql());
            return new CopyStream(snapshot, connection, from, after, copy);
        } catch (SQLException | RuntimeException e) {
            snapshot.throwAway(connection);
            throw e;
        }
    }

    private static void setFirst(Connection connection, RecordKey first) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(SET_FIRST)) {
            set.setString(1, first.namespace());
            set.setString(2, first.id());
            set.setString(3, first.key());
            set.execute();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public Optional<RecordChunk> next() {
        if (!open) {
            return Optional.empty();
        }
        try {
            return Optional.of(chunk());
        } catch (SQLException e) {
            open = false;
            snapshot.throwAway(connection);
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    private RecordChunk chunk() throws SQLException {
        List<StoredRecord> records = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        for (int bytes = 0; records.size() + unreadable.size() < CHUNK_ROWS && bytes < CHUNK_BYTES; ) {
            byte[] message = copy.readFromCopy();
            if (message == null) {
                open = false;
                snapshot.giveBack(connection);
                break;
            }
            bytes += message.length;
            if (row.take(message, !begun)) {
                add(records, unreadable);
            }
            begun = true;
        }
        return new RecordChunk(records, unreadable);
    }

    private void add(List<StoredRecord> records, List<UnreadableRecord> unreadable) {
        StoredRecord record = decoder.record();
        if (skipped.isPresent() && skipped.get().equals(record.key())) {
            return;
        }
        skipped = Optional.empty();
        if (marksOrphans && row.truth()) {
            row.wrong("userId", "is of a user that does not exist");
        }
        row.wrongField()
                .ifPresentOrElse(
                        field -> unreadable.add(decoder.unreadable(field, row.problem())), () -> records.add(record));
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        if (snapshot.canSpare()) {
            snapshot.throwAway(connection);
            return;
        }
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
            drain();
            run(connection, "ROLLBACK TO SAVEPOINT before_copy");
            snapshot.giveBack(connection);
        } catch (SQLException e) {
            LOG.debug("the answer could not be ended: {}", e.getSQLState());
            snapshot.throwAway(connection);
        }
    }

    /** Until the server says that it was cancelled, or has nothing more to say. */
    private void drain() throws SQLException {
        try {
            while (copy.readFromCopy() != null) {
                // what was under way
            }
        } catch (SQLException e) {
            if (!CANCELLED.equals(e.getSQLState())) {
                throw e;
            }
        }
    }
}
