package dev.coffer.storage.sqlite;

import dev.coffer.storage.Health;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.jdbi.Checkpoints;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.jdbi.Schema;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables of a SQLite database: made, upgraded and compared when it is opened. */
final class SqliteSchema {
    private static final String HAS_HISTORY =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'coffer_schema_history'";
    private static final String OBJECTS = "SELECT name, type || ' ' || sql FROM sqlite_schema"
            + " WHERE name LIKE 'coffer\\_%' ESCAPE '\\' AND NOT (type = 'trigger' AND name GLOB 'coffer_audit_*')";
    private static final String INDEXES =
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    private static final String HAS_MIGRATION =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'coffer_migration'";

    private final Schema schema;

    SqliteSchema(List<Migration> migrations) {
        this(new Schema(migrations));
    }

    private SqliteSchema(Schema schema) {
        this.schema = schema;
    }

    static SqliteSchema current() {
        return new SqliteSchema(migrations());
    }

    static List<Migration> migrations() {
        return Stream.of("V1__foundation.sql", "V2__search.sql", "V3__audit.sql")
                .map(script -> Migration.read(script, name -> SqliteSchema.class.getResourceAsStream(name)))
                .toList();
    }

    List<String> scripts() {
        return schema.scripts();
    }

    /** Does what the mode says, with the writer. */
    void open(SchemaMode mode, SqliteConnection connection) {
        Handle handle = connection.statements().handle();
        try {
            demandFinished(handle);
            switch (mode) {
                case MIGRATE -> migrate(connection, handle);
                case VALIDATE -> validate(handle);
                case NONE -> {}
            }
        } catch (RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    /** Of many that open at once one migrates; the others wait for the lock and then find nothing left to do. */
    private void migrate(SqliteConnection connection, Handle handle) {
        if (schema.isCurrent(handle, hasHistory(handle))) {
            return;
        }
        OwnTransaction.run(connection, () -> {
            schema.migrate(handle, hasHistory(handle));
            return true;
        });
    }

    /** Makes the tables in the transaction that is open; false if they are there. */
    boolean make(Handle handle) throws SQLException {
        boolean isNew = !hasHistory(handle);
        schema.migrate(handle, !isNew);
        return isNew;
    }

    /** Demands that no migration into these tables is on its way. */
    static void demandFinished(Handle handle) {
        if (isPositive(handle, HAS_MIGRATION)) {
            Checkpoints.demandFinished(handle);
        }
    }

    /** What a history is beside the migrations; see {@link Schema#compared}. */
    Health.Schema compared(@Nullable String history) {
        return schema.compared(history);
    }

    /** Also compares what is there with what the migrations make. */
    void validate(Handle handle) {
        demandCurrent(handle);
        Schema.demandSame(different(handle));
    }

    /** Demands the tables that records are read from, of this version or an earlier one. */
    void demandReadable(Handle handle) {
        SqliteSchema found = new SqliteSchema(schema.seen(handle, hasHistory(handle)));
        Schema.demandReadable(found.missingTables(handle), found.different(handle));
    }

    private SortedSet<String> different(Handle handle) {
        SortedSet<String> different = missing(handle);
        different.addAll(added(handle));
        return different;
    }

    /** By the history alone. */
    void demandCurrent(Handle handle) {
        schema.validate(handle, hasHistory(handle));
    }

    /** The names of what should be there, and is not or is another. */
    SortedSet<String> missing(Handle handle) {
        return names(reference(SqliteSchema::objects), objects(handle));
    }

    /** Of those, the tables. */
    SortedSet<String> missingTables(Handle handle) {
        return names(
                reference(SqliteSchema::objects).stream()
                        .filter(SchemaObject::isTable)
                        .collect(Collectors.toSet()),
                objects(handle));
    }

    /** The names of what is there, and should not be or should be another. */
    SortedSet<String> added(Handle handle) {
        return names(objects(handle), reference(SqliteSchema::objects));
    }

    /** Of those that the others lack. */
    private static SortedSet<String> names(Set<SchemaObject> objects, Set<SchemaObject> others) {
        return objects.stream()
                .filter(object -> !others.contains(object))
                .map(SchemaObject::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The statements that make the indexes, those of constraints excepted, by name. */
    Map<String, String> indexes() {
        return reference(SqliteSchema::indexes);
    }

    /** The same, of those that are there. */
    static Map<String, String> indexes(Handle handle) {
        return handle.createQuery(INDEXES)
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private <T> T reference(Function<Handle, T> question) {
        try (SqliteConnection memory = SqliteConnection.inMemory();
                Handle handle = SqliteTypes.cachingJdbi(() -> memory).open()) {
            schema.migrate(handle, false);
            return question.apply(handle);
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    private static Set<SchemaObject> objects(Handle handle) {
        return handle.createQuery(OBJECTS)
                .map((row, context) -> new SchemaObject(row.getString(1), row.getString(2)))
                .set();
    }

    static boolean hasHistory(Handle handle) {
        return isPositive(handle, HAS_HISTORY);
    }

    private static boolean isPositive(Handle handle, String count) {
        return handle.createQuery(count).mapTo(Integer.class).one() > 0;
    }

    /** A table, an index or a view. */
    private record SchemaObject(String name, String definition) {
        boolean isTable() {
            return definition.startsWith("table ");
        }
    }
}
