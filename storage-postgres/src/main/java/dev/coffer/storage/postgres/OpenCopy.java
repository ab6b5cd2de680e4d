package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Checkpoints;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/** A COPY that is being fed, in a transaction of its own. It lasts over many chunks, so that the server always has work. */
final class OpenCopy {
    private static final long LONGEST_BYTES = 64 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** What a crash of the server takes away is the rows and how far they are, both. */
    private static final String LOOSELY = "SET LOCAL synchronous_commit = off";

    private final Handle handle;
    private final RecordTable table;
    private final BinaryWriter writer;
    private final RecordEncoder encoder;
    private final long begunAt = System.nanoTime();
    private RecordKey last = new RecordKey("", "", "");

    private OpenCopy(Handle handle, RecordTable table, BinaryWriter writer) {
        this.handle = handle;
        this.table = table;
        this.writer = writer;
        encoder = new RecordEncoder(writer, table.kind());
    }

    static OpenCopy begin(Handle handle, SchemaNames names, RecordTable table) throws SQLException {
        Connection connection = handle.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOOSELY);
        }
        return new OpenCopy(
                handle,
                table,
                new BinaryWriter(
                        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(names.qualify(table.copyIn()))));
    }

    RecordTable table() {
        return table;
    }

    void write(RecordRows records) throws SQLException {
        for (int row = 0; row < records.size(); row++) {
            encoder.write(records, row);
        }
        last = RecordKey.of(records, records.size() - 1);
    }

    /** Whether so much would be lost by now that it is time to commit. */
    boolean isLong() {
        return writer.bytes() > LONGEST_BYTES || System.nanoTime() - begunAt > LONGEST.toNanos();
    }

    /** Commits all that was written, and how far that is; gives the last key. */
    RecordKey commit() throws SQLException {
        writer.end();
        Checkpoints.update(handle, table.kind(), last);
        Connections.commit(handle.getConnection());
        handle.getConnection().setAutoCommit(true);
        return last;
    }
}
