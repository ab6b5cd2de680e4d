package dev.coffer.storage.sqlite;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.jdbi.Schema;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The tables of a SQLite database: made, upgraded and compared when it is opened. */
final class SqliteSchema {
    private static final String HAS_HISTORY =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'coffer_schema_history'";
    private static final String OBJECTS =
            "SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema WHERE name LIKE 'coffer\\_%' ESCAPE '\\' ORDER BY 1";

    private final Schema schema;

    SqliteSchema(List<Migration> migrations) {
        schema = new Schema(migrations);
    }

    static SqliteSchema current() {
        return new SqliteSchema(
                List.of(Migration.read("V1__foundation.sql", name -> SqliteSchema.class.getResourceAsStream(name))));
    }

    List<String> scripts() {
        return schema.scripts();
    }

    /** Does what the mode says, with the writer. */
    void open(SchemaMode mode, SqliteConnection connection, Handle handle) {
        try {
            switch (mode) {
                case MIGRATE -> migrate(connection, handle);
                case VALIDATE -> validate(handle);
                case NONE -> {}
            }
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    /** Of many that open at once one migrates; the others wait for the lock and then find nothing left to do. */
    private void migrate(SqliteConnection connection, Handle handle) throws SQLException {
        if (schema.isCurrent(handle, hasHistory(handle))) {
            return;
        }
        connection.run(Writer.BEGIN);
        try {
            schema.migrate(handle, hasHistory(handle));
            connection.run(Writer.COMMIT);
        } catch (SQLException | RuntimeException e) {
            connection.runQuietly(Writer.ROLLBACK);
            throw e;
        }
    }

    /** Also compares what is there with what the migrations make. */
    void validate(Handle handle) {
        schema.validate(handle, hasHistory(handle));
        List<String> missing = reference();
        List<String> present = objects(handle);
        List<String> different =
                missing.stream().filter(object -> !present.contains(object)).toList();
        if (!different.isEmpty() || present.size() != missing.size()) {
            throw new SchemaMismatch("tables or indexes were changed, added or dropped by hand", null);
        }
    }

    private List<String> reference() {
        try (SqliteConnection memory = SqliteConnection.inMemory();
                Handle handle = SqliteTypes.jdbi(() -> memory).open()) {
            schema.migrate(handle, false);
            return objects(handle);
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    private static List<String> objects(Handle handle) {
        return handle.createQuery(OBJECTS).mapTo(String.class).list();
    }

    private static boolean hasHistory(Handle handle) {
        return handle.createQuery(HAS_HISTORY).mapTo(Integer.class).one() > 0;
    }
}
