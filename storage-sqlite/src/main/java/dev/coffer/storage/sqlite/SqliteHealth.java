package dev.coffer.storage.sqlite;

import dev.coffer.storage.Health;
import dev.coffer.storage.Health.Pool;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.jdbi.ProbedPool;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Looks how a database fares, in one statement on one reader. */
final class SqliteHealth {
    /** Reads the first page of each table of ours, rather than of one of its indexes. */
    private static final String LOOK = """
            SELECT (SELECT group_concat(version || ':' || checksum ORDER BY version) FROM coffer_schema_history) AS history,
              EXISTS (SELECT 1 FROM coffer_migration WHERE finished_at IS NULL) AS unfinished,
              EXISTS (SELECT 1 FROM coffer_users NOT INDEXED) AS users, EXISTS (SELECT 1 FROM coffer_sessions NOT INDEXED) AS sessions,
              EXISTS (SELECT 1 FROM coffer_tokens NOT INDEXED) AS tokens, EXISTS (SELECT 1 FROM coffer_key_values NOT INDEXED) AS key_values,
              EXISTS (SELECT 1 FROM coffer_applied NOT INDEXED) AS applied
            FROM coffer_versions
            """;

    /** The same where nobody looks at the schema. */
    private static final String LOOK_PAST_THE_SCHEMA = """
            SELECT NULL AS history, false AS unfinished,
              EXISTS (SELECT 1 FROM coffer_users NOT INDEXED) AS users, EXISTS (SELECT 1 FROM coffer_sessions NOT INDEXED) AS sessions,
              EXISTS (SELECT 1 FROM coffer_tokens NOT INDEXED) AS tokens, EXISTS (SELECT 1 FROM coffer_key_values NOT INDEXED) AS key_values,
              EXISTS (SELECT 1 FROM coffer_applied NOT INDEXED) AS applied
            FROM coffer_versions
            """;

    private static final Duration LONGEST_LOCK_WAIT = Duration.ofSeconds(1);

    private final boolean schemaCounts;
    private final SqliteSchema schema;
    private final SqliteDatabase database;
    private final ProbedPool pool;

    SqliteHealth(StorageConfig config, SqliteSchema schema, SqliteDatabase database) {
        schemaCounts = config.schemaMode() != SchemaMode.NONE;
        this.schema = schema;
        this.database = database;
        pool = new ProbedPool(database::pool);
    }

    private record Answer(@Nullable String history, boolean unfinished) {}

    void check(Health.Builder findings) {
        pool.figures().ifPresent(findings::pool);
        database.demandFile();
        AtomicBoolean looked = new AtomicBoolean();
        pool.waiting(true);
        try {
            Answer answer = database.read(connection -> {
                pool.waiting(false);
                looked.set(true);
                return soon(connection.handle());
            });
            if (schemaCounts) {
                findings.schema(answer.unfinished ? Health.Schema.UNFINISHED : schema.compared(answer.history));
            }
        } catch (SchemaMismatch e) {
            findings.schema(Health.Schema.MISSING);
        } catch (StorageException e) {
            pool.waiting(false);
            if (looked.get() || !isExhausted(findings)) {
                throw e; // what a look has found counts, whatever the pool is like by now
            }
        } finally {
            pool.waiting(false);
        }
    }

    /** In time to tell that another process has the lock: later there would only be no answer. */
    private Answer soon(Handle handle) {
        SqliteConnection connection = SqliteConnection.of(handle.getConnection());
        Duration usual = connection.waitForLocks(LONGEST_LOCK_WAIT);
        try {
            return look(handle);
        } finally {
            connection.waitForLocks(usual);
        }
    }

    void withoutAnswer(Health.Builder findings) {
        if (!isExhausted(findings)) {
            findings.down("there was no answer within 2 seconds");
        }
    }

    private boolean isExhausted(Health.Builder findings) {
        Optional<Pool> exhausted = pool.figures().filter(Pool::isExhausted);
        exhausted.ifPresent(findings::exhausted);
        return exhausted.isPresent();
    }

    private Answer look(Handle handle) {
        return handle.createQuery(schemaCounts ? LOOK : LOOK_PAST_THE_SCHEMA)
                .map((row, context) -> new Answer(row.getString("history"), row.getBoolean("unfinished")))
                .one();
    }
}
