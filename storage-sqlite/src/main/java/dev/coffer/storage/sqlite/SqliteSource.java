package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The records of a database file, at one moment. */
final class SqliteSource implements RecordSource {
    static final String HIGH_WATER = "SELECT last_version FROM coffer_versions";

    private final Path file;
    private final Snapshot snapshot;
    private final Runnable giveBack;
    private final Map<RecordKind, Boolean> orphans = new EnumMap<>(RecordKind.class);
    private final Map<RecordKind, Boolean> misfits = new EnumMap<>(RecordKind.class);

    /**
     * Over this connection.
     *
     * @param giveBack what to do with it in the end
     */
    SqliteSource(Path file, Snapshot snapshot, Runnable giveBack) {
        this.file = file;
        this.snapshot = snapshot;
        this.giveBack = giveBack;
    }

    /** What messages call a file. */
    static String identity(Path file) {
        return "sqlite:" + file;
    }

    @Override
    public String identity() {
        return identity(file);
    }

    @Override
    public long highWater() {
        return number(HIGH_WATER);
    }

    @Override
    public Optional<AuditState> auditLog() {
        return snapshot.use(connection -> SqliteAuditLog.read(Opening.HANDLES.on(connection)));
    }

    @Override
    public long count(RecordKind kind) {
        return number(RecordTable.of(kind).count());
    }

    /** The first column of the first row; 0 if there is none. */
    private long number(String query) {
        return snapshot.use(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        });
    }

    @Override
    public RecordStream read(RecordKind kind) {
        RecordTable table = RecordTable.of(kind);
        return SqliteRecordStream.open(
                snapshot,
                table,
                orphans.computeIfAbsent(
                        kind, unused -> table.selectOrphan().filter(this::finds).isPresent()),
                misfits.computeIfAbsent(kind, unused -> finds(table.selectMisfit())));
    }

    private boolean finds(String query) {
        return number(query) != 0;
    }

    @Override
    public void close() {
        giveBack.run();
    }
}
