package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The records of a database file, at one moment. */
final class SqliteSource implements RecordSource {
    private static final String HIGH_WATER = "SELECT last_version FROM coffer_versions";

    private final Path file;
    private final List<Snapshot> snapshots;
    private final Runnable giveBack;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<RecordKind, Boolean> orphans = new ConcurrentHashMap<>();

    /**
     * Over connections that see the same.
     *
     * @param giveBack what to do with them in the end
     */
    SqliteSource(Path file, List<Snapshot> snapshots, Runnable giveBack) {
        this.file = file;
        this.snapshots = List.copyOf(snapshots);
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
    public long count(RecordKind kind) {
        return number(RecordTable.of(kind).count());
    }

    /** The first column of the first row; 0 if there is none. */
    private long number(String query) {
        return snapshot().use(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        });
    }

    @Override
    public RecordStream read(RecordKind kind, Optional<RecordKey> after) {
        RecordTable table = RecordTable.of(kind);
        return SqliteRecordStream.open(snapshot(), table, after, orphans.computeIfAbsent(kind, this::hasOrphans));
    }

    private boolean hasOrphans(RecordKind kind) {
        return RecordTable.of(kind)
                .selectOrphan()
                .filter(query -> number(query) != 0)
                .isPresent();
    }

    private Snapshot snapshot() {
        return snapshots.get(Math.floorMod(turn.getAndIncrement(), snapshots.size()));
    }

    @Override
    public void close() {
        giveBack.run();
    }
}
