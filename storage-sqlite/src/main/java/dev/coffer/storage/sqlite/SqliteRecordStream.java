package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.UnreadableRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of one table, read by one statement from the first to the last. */
final class SqliteRecordStream implements RecordStream {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteRecordStream.class);
    private static final int MOST_RECORDS = 4_000;
    private static final long MOST_BYTES = 2 * 1024 * 1024;
    private static final long BYTES_OF_ANY_RECORD = 400;

    private final Snapshot snapshot;
    private final RecordTable table;
    private final PreparedStatement statement;
    private final @Nullable PreparedStatement findUser;
    private final StoredRow row;
    private boolean ended;

    private SqliteRecordStream(
            Snapshot snapshot, RecordTable table, PreparedStatement statement, @Nullable PreparedStatement findUser)
            throws SQLException {
        this.snapshot = snapshot;
        this.table = table;
        this.statement = statement;
        this.findUser = findUser;
        row = new StoredRow(statement.executeQuery(), table.columns());
    }

    /**
     * Begins to read.
     *
     * @param orphans whether there are rows whose user is missing, so that each must be looked for
     */
    static SqliteRecordStream open(Snapshot snapshot, RecordTable table, boolean orphans) {
        return snapshot.use(connection -> {
            PreparedStatement statement = connection.prepareStatement(table.select());
            try {
                PreparedStatement findUser = orphans ? connection.prepareStatement(UserTable.EXISTS) : null;
                return new SqliteRecordStream(snapshot, table, statement, findUser);
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
        List<StoredRecord> records = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        for (long bytes = 0; bytes < MOST_BYTES && records.size() + unreadable.size() < MOST_RECORDS; ) {
            if (!row.next()) {
                ended = true;
                break;
            }
            try {
                records.add(record());
            } catch (NotReadable e) {
                unreadable.add(new UnreadableRecord(table.kind(), row.fields(), e.field(), e.problem()));
            }
            bytes += row.size() + BYTES_OF_ANY_RECORD;
        }
        return records.isEmpty() && unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of(new RecordChunk(records, unreadable));
    }

    private StoredRecord record() throws SQLException, NotReadable {
        StoredRecord record = table.read(row);
        if (findUser != null) {
            demandUser(findUser, table.owner(record).orElseThrow());
        }
        return record;
    }

    private static void demandUser(PreparedStatement findUser, UUID id) throws SQLException, NotReadable {
        findUser.setString(1, id.toString());
        try (ResultSet found = findUser.executeQuery()) {
            if (!found.next()) {
                throw new NotReadable("userId", "is of a user that does not exist");
            }
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
            LOG.debug("a statement that only read could not be closed: {}", e.getMessage());
        }
    }
}
