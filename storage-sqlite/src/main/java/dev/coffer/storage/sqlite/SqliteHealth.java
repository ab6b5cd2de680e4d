package dev.coffer.storage.sqlite;

import dev.coffer.storage.Health;
import dev.coffer.storage.Health.Pool;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Looks how a database fares, in one statement on one reader. */
final class SqliteHealth {
    /** Reads the first page of each table of ours. */
    private static final String LOOK = """
            SELECT (SELECT group_concat(version || ':' || checksum ORDER BY version) FROM coffer_schema_history) AS history,
              EXISTS (SELECT 1 FROM coffer_migration WHERE finished_at IS NULL) AS unfinished,
              EXISTS (SELECT 1 FROM coffer_users) AS users, EXISTS (SELECT 1 FROM coffer_sessions) AS sessions,
              EXISTS (SELECT 1 FROM coffer_tokens) AS tokens, EXISTS (SELECT 1 FROM coffer_key_values) AS key_values,
              EXISTS (SELECT 1 FROM coffer_applied) AS applied
            FROM coffer_versions
            """;

    /** The same where nobody looks at the schema. */
    private static final String LOOK_PAST_THE_SCHEMA = """
            SELECT NULL AS history, false AS unfinished,
              EXISTS (SELECT 1 FROM coffer_users) AS users, EXISTS (SELECT 1 FROM coffer_sessions) AS sessions,
              EXISTS (SELECT 1 FROM coffer_tokens) AS tokens, EXISTS (SELECT 1 FROM coffer_key_values) AS key_values,
              EXISTS (SELECT 1 FROM coffer_applied) AS applied
            FROM coffer_versions
            """;

    private final boolean schemaCounts;
    private final SqliteSchema schema;
    private final SqliteDatabase database;

    SqliteHealth(StorageConfig config, SqliteSchema schema, SqliteDatabase database) {
        schemaCounts = config.schemaMode() != SchemaMode.NONE;
        this.schema = schema;
        this.database = database;
    }

    private record Answer(@Nullable String history, boolean unfinished) {}

    void check(Health.Builder findings) {
        database.pool().ifPresent(findings::pool);
        database.demandFile();
        try {
            Answer answer = database.read(connection -> look(connection.handle()));
            if (schemaCounts) {
                findings.schema(answer.unfinished ? Health.Schema.UNFINISHED : schema.compared(answer.history));
            }
        } catch (SchemaMismatch e) {
            findings.schema(Health.Schema.MISSING);
        } catch (StorageException e) {
            if (!isExhausted(findings)) {
                throw e;
            }
        }
    }

    void withoutAnswer(Health.Builder findings) {
        if (!isExhausted(findings)) {
            findings.down("there was no answer within 2 seconds");
        }
    }

    private boolean isExhausted(Health.Builder findings) {
        Optional<Pool> exhausted = database.pool().filter(Pool::isExhausted);
        exhausted.ifPresent(findings::exhausted);
        return exhausted.isPresent();
    }

    private Answer look(Handle handle) {
        return handle.createQuery(schemaCounts ? LOOK : LOOK_PAST_THE_SCHEMA)
                .map((row, context) -> new Answer(row.getString("history"), row.getBoolean("unfinished")))
                .one();
    }
}
