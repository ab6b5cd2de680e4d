package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How far loading is, in {@code coffer_migration}: one row for each kind. */
final class Checkpoints {
    private static final String EXIST = "SELECT EXISTS (SELECT FROM coffer_migration)";
    private static final String INSERT = "INSERT INTO coffer_migration (kind) VALUES (:kind)";
    private static final String FIND = """
            SELECT last_namespace, last_id, last_key FROM coffer_migration WHERE kind = :kind AND last_id IS NOT NULL
            """;
    private static final String UPDATE = """
            UPDATE coffer_migration SET last_namespace = :namespace, last_id = :id, last_key = :key
            WHERE kind = :kind AND finished_at IS NULL
            """;
    private static final String RESET = """
            UPDATE coffer_migration SET last_namespace = NULL, last_id = NULL, last_key = NULL WHERE finished_at IS NULL
            """;
    private static final String FINISH = "UPDATE coffer_migration SET finished_at = :now WHERE finished_at IS NULL";

    private Checkpoints() {}

    /** Whether anybody has ever begun. */
    static boolean exist(Handle handle) {
        return handle.createQuery(EXIST).mapTo(Boolean.class).one();
    }

    static void begin(Handle handle) {
        for (RecordTable table : RecordTable.values()) {
            handle.createUpdate(INSERT).bind("kind", table.kind().label()).execute();
        }
    }

    static Map<RecordKind, RecordKey> reached(Handle handle) {
        Map<RecordKind, RecordKey> reached = new EnumMap<>(RecordKind.class);
        for (RecordTable table : RecordTable.values()) {
            find(handle, table).ifPresent(key -> reached.put(table.kind(), key));
        }
        return reached;
    }

    private static Optional<RecordKey> find(Handle handle, RecordTable table) {
        return handle.createQuery(FIND)
                .bind("kind", table.kind().label())
                .map((row, context) -> new RecordKey(row.getString(1), row.getString(2), row.getString(3)))
                .findOne();
    }

    static void update(Handle handle, RecordTable table, RecordKey last) {
        int updated = handle.createUpdate(UPDATE)
                .bind("kind", table.kind().label())
                .bind("namespace", last.namespace())
                .bind("id", last.id())
                .bind("key", last.key())
                .execute();
        if (updated != 1) {
            throw new IllegalStateException("nothing is being filled");
        }
    }

    static void reset(Handle handle) {
        handle.execute(RESET);
    }

    static void finish(Handle handle, Instant now) {
        handle.createUpdate(FINISH).bind("now", now).execute();
    }
}
