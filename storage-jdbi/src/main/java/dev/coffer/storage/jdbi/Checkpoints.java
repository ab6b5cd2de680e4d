package dev.coffer.storage.jdbi;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordTarget.State;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How far a migration into the tables is, in {@code coffer_migration}: one row for each kind, from its beginning on. */
public final class Checkpoints {
    private static final String UNFINISHED = "SELECT count(*) FROM coffer_migration WHERE finished_at IS NULL";
    private static final String BEGUN = "SELECT count(*) FROM coffer_migration";
    private static final String HAS_RECORDS = """
            SELECT EXISTS (SELECT 1 FROM coffer_users) OR EXISTS (SELECT 1 FROM coffer_sessions)
              OR EXISTS (SELECT 1 FROM coffer_tokens) OR EXISTS (SELECT 1 FROM coffer_key_values)
              OR EXISTS (SELECT 1 FROM coffer_audit) OR EXISTS (SELECT 1 FROM coffer_audit_pending)
              OR EXISTS (SELECT 1 FROM coffer_audit_head WHERE last_position > 0)
            """;
    private static final String BEGIN = """
            INSERT INTO coffer_migration (kind, source) VALUES (:kind, :source)
            ON CONFLICT (kind) DO UPDATE SET source = :source, finished_at = NULL
            """;
    private static final String SOURCE = "SELECT source FROM coffer_migration LIMIT 1";
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
    private static final String FORGET = "DELETE FROM coffer_migration";
    private static final String FINISH = "UPDATE coffer_migration SET finished_at = :now WHERE finished_at IS NULL";

    private Checkpoints() {}

    /** What is in the tables of this version. */
    public static State state(Handle handle) {
        if (isUnfinished(handle)) {
            return State.UNFINISHED;
        }
        if (isPositive(handle, BEGUN)) {
            return State.FINISHED;
        }
        return handle.createQuery(HAS_RECORDS).mapTo(Boolean.class).one() ? State.OCCUPIED : State.EMPTY;
    }

    /**
     * Demands that nobody is filling the tables, nor has stopped half-way.
     *
     * @throws SchemaMismatch saying how to go on
     */
    public static void demandFinished(Handle handle) {
        if (isUnfinished(handle)) {
            throw new SchemaMismatch(
                    "a migration into these tables is not finished, and they are not complete: wait for it if it is running;"
                            + " else resume it, restart it, or drop the tables coffer_* to give it up",
                    null);
        }
    }

    /** Whether a migration into these tables has begun and is not finished. */
    public static boolean isUnfinished(Handle handle) {
        return isPositive(handle, UNFINISHED);
    }

    private static boolean isPositive(Handle handle, String count) {
        return handle.createQuery(count).mapTo(Long.class).one() > 0;
    }

    /**
     * Marks the tables as unfinished. How far one came that was begun before is kept.
     *
     * @throws SchemaMismatch if that one has another source: what it has brought would be gone without a word
     */
    public static void begin(Handle handle, String source) {
        Optional<String> before = handle.createQuery(SOURCE).mapTo(String.class).findOne();
        if (before.filter(other -> !other.equals(source)).isPresent()) {
            throw new SchemaMismatch(
                    "an earlier migration into these tables is not finished, and has another source, " + before.get()
                            + ": resume that one, or restart, which deletes what it has brought",
                    null);
        }
        for (RecordKind kind : RecordKind.values()) {
            handle.createUpdate(BEGIN)
                    .bind("kind", kind.label())
                    .bind("source", source)
                    .execute();
        }
    }

    /** The last keys that were loaded, of the kinds that have any. */
    public static Map<RecordKind, RecordKey> reached(Handle handle) {
        Map<RecordKind, RecordKey> reached = new EnumMap<>(RecordKind.class);
        for (RecordKind kind : RecordKind.values()) {
            find(handle, kind).ifPresent(key -> reached.put(kind, key));
        }
        return reached;
    }

    private static Optional<RecordKey> find(Handle handle, RecordKind kind) {
        return handle.createQuery(FIND)
                .bind("kind", kind.label())
                .map((row, context) -> new RecordKey(row.getString(1), row.getString(2), row.getString(3)))
                .findOne();
    }

    /** In the transaction that loads. */
    public static void update(Handle handle, RecordKind kind, RecordKey last) {
        int updated = handle.createUpdate(UPDATE)
                .bind("kind", kind.label())
                .bind("namespace", last.namespace())
                .bind("id", last.id())
                .bind("key", last.key())
                .execute();
        if (updated != 1) {
            throw new IllegalStateException("nothing is being filled");
        }
    }

    /** In the transaction that deletes what was loaded. */
    public static void reset(Handle handle) {
        handle.execute(RESET);
    }

    /** In the transaction that deletes what was loaded, to begin with another source. */
    public static void forget(Handle handle) {
        handle.execute(FORGET);
    }

    /** Lets the tables be opened. */
    public static void finish(Handle handle, Instant now) {
        handle.createUpdate(FINISH).bind("now", now).execute();
    }
}
