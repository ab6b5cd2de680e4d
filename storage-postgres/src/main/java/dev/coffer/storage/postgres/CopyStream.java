package dev.coffer.storage.postgres;

import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
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
    private static final String BEGIN = "SAVEPOINT before_copy";
    private static final String END = "ROLLBACK TO SAVEPOINT before_copy";

    private final Connection connection;
    private final CopyOut copy;
    private final RecordKind kind;
    private final BinaryRow row;
    private final boolean marksOrphans;
    private boolean begun;
    private boolean open = true;

    private CopyStream(Connection connection, RecordCopy from, CopyOut copy) {
        this.connection = connection;
        this.copy = copy;
        kind = from.table().kind();
        row = new BinaryRow(kind);
        marksOrphans = from.marksOrphans();
    }

    /**
     * What is copied.
     *
     * @param table of which table
     * @param sql the statement
     * @param marksOrphans whether a further column says that there is no such user
     */
    record RecordCopy(RecordTable table, String sql, boolean marksOrphans) {}

    /** In the transaction that is open. */
    static CopyStream open(Connection connection, RecordCopy from) throws SQLException {
        run(connection, BEGIN);
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(from.sql());
        return new CopyStream(connection, from, copy);
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
            Connections.abort(connection);
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    private RecordChunk chunk() throws SQLException {
        RecordRows records = new RecordRows(kind);
        BitSet orphans = new BitSet(0);
        while (records.size() < CHUNK_ROWS && records.length() < CHUNK_BYTES) {
            byte[] message = copy.readFromCopy();
            if (message == null) {
                open = false;
                break;
            }
            if (row.take(message, !begun)) {
                row.addTo(records);
                orphans.set(records.size() - 1, marksOrphans && row.truth());
            }
            begun = true;
        }
        return new RecordChunk(records, orphans, List.of());
    }

    /** Whether the connection is busy with it. */
    boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
            drain();
            run(connection, END);
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("sqlstate", e.getSQLState()).log("the answer could not be ended");
            Connections.abort(connection);
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
