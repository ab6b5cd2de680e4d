package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.UnreadableRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of one table, read by one statement from the first to the last. */
final class SqliteRecordStream implements RecordStream {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteRecordStream.class);
    private static final int MOST_RECORDS = 4_000;
    private static final int MOST_BYTES = 2 * 1024 * 1024;
    private static final int USER_ID = 2; // of sessions and tokens

    private final Snapshot snapshot;
    private final RecordTable table;
    private final PreparedStatement statement;
    private final @Nullable PreparedStatement findUser;
    private final ResultSet rows;
    private final StoredRow row;
    private boolean ended;

    private SqliteRecordStream(
            Snapshot snapshot,
            RecordTable table,
            PreparedStatement statement,
            @Nullable PreparedStatement findUser,
            boolean careful)
            throws SQLException {
        this.snapshot = snapshot;
        this.table = table;
        this.statement = statement;
        this.findUser = findUser;
        rows = statement.executeQuery();
        row = new StoredRow(rows, table.kind().fields(), careful);
    }

    /**
     * Begins to read.
     *
     * @param orphans whether there are rows whose user is missing, so that each must be looked for
     * @param misfits whether there are values of a wrong storage class, so that each must be looked at
     */
    static SqliteRecordStream open(Snapshot snapshot, RecordTable table, boolean orphans, boolean misfits) {
        return snapshot.use(connection -> {
            PreparedStatement statement = connection.prepareStatement(table.select());
            try {
                PreparedStatement findUser = orphans ? connection.prepareStatement(RecordTable.FIND_USER) : null;
                return new SqliteRecordStream(snapshot, table, statement, findUser, misfits);
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        });
    }

    @Override
    public Optional<RecordChunk> next() {
        return snapshot.use(connection -> ended ? Optional.empty() : chunk());
    }

    private Optional<RecordChunk> chunk() throws SQLException {
        RecordRows records = new RecordRows(table.kind());
        BitSet orphans = new BitSet(0);
        List<UnreadableRecord> unreadable = new ArrayList<>();
        while (records.length() < MOST_BYTES && records.size() + unreadable.size() < MOST_RECORDS) {
            if (!rows.next()) {
                ended = true;
                break;
            }
            try {
                row.addTo(records);
                if (findUser != null && isOrphan(findUser)) {
                    orphans.set(records.size() - 1);
                }
            } catch (NotReadable e) {
                unreadable.add(new UnreadableRecord(table.kind(), row.asInDump(), e.field(), e.problem()));
            }
        }
        return records.size() == 0 && unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of(new RecordChunk(records, orphans, unreadable));
    }

    private boolean isOrphan(PreparedStatement find) throws SQLException {
        find.setString(1, rows.getString(USER_ID));
        try (ResultSet found = find.executeQuery()) {
            return !found.next();
        }
    }

    @Override
    public void close() {
        try {
            snapshot.use(connection -> {
                statement.close();
                if (findUser != null) {
                    findUser.close();
                }
                return true;
            });
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a statement that only read could not be closed");
        }
    }
}
