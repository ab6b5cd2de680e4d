package dev.coffer.storage.jdbi;

import dev.coffer.storage.Health;
import dev.coffer.storage.SchemaMismatch;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The migrations of a backend, and what a database has seen of them. Used under the backend's schema lock. */
public final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final String HISTORY = "SELECT version, checksum FROM coffer_schema_history ORDER BY version";
    private static final int NAMED = 5;

    private final List<Migration> migrations;
    private final UnaryOperator<String> rendering;

    /** These migrations, in the order of their versions, which begin at 1 and have no gaps. */
    public Schema(List<Migration> migrations) {
        this(migrations, UnaryOperator.identity());
    }

    /**
     * As {@link #Schema(List)}.
     *
     * @param rendering of a script, before it is run
     */
    public Schema(List<Migration> migrations, UnaryOperator<String> rendering) {
        this.migrations = List.copyOf(migrations);
        this.rendering = rendering;
        for (int i = 0; i < migrations.size(); i++) {
            if (migrations.get(i).version() != i + 1) {
                throw new IllegalArgumentException("migrations must be numbered from 1 without gaps");
            }
        }
    }

    /** What would be run on an empty database. */
    public List<String> scripts() {
        return migrations.stream().map(Migration::script).toList();
    }

    /** The migrations. */
    public List<Migration> migrations() {
        return migrations;
    }

    /**
     * Whether nothing is left to be run.
     *
     * @throws SchemaMismatch if the database has what these migrations did not make
     */
    public boolean isCurrent(Handle handle, boolean hasHistory) {
        return applied(handle, hasHistory) == migrations.size();
    }

    /**
     * The migrations that a database has seen.
     *
     * @throws SchemaMismatch if it has seen none, or others
     */
    public Schema seen(Handle handle, boolean hasHistory) {
        int applied = applied(handle, hasHistory);
        if (applied == 0) {
            throw new SchemaMismatch("the tables are missing", null);
        }
        return new Schema(migrations.subList(0, applied), rendering);
    }

    /**
     * Runs what is left to be run.
     *
     * @throws SchemaMismatch as {@link #isCurrent}
     */
    public void migrate(Handle handle, boolean hasHistory) throws SQLException {
        for (Migration migration : migrations.subList(applied(handle, hasHistory), migrations.size())) {
            try (Statement statement = handle.getConnection().createStatement()) {
                statement.executeUpdate(rendering.apply(migration.script()));
            }
        }
    }

    /**
     * Demands that nothing is left to be run.
     *
     * @throws SchemaMismatch saying what is missing
     */
    public void validate(Handle handle, boolean hasHistory) {
        int applied = applied(handle, hasHistory);
        if (applied == 0) {
            throw new SchemaMismatch("the tables are missing, and the schema mode does not allow to create them", null);
        }
        if (applied < migrations.size()) {
            throw new SchemaMismatch(
                    "the schema has version " + applied + " and needs " + migrations.size()
                            + ", and the schema mode does not allow to upgrade it",
                    null);
        }
    }

    /**
     * Demands that what is there is what the migrations make.
     *
     * @param different the names of what is not, or is not there
     * @throws SchemaMismatch naming the first of them
     */
    public static void demandSame(Collection<String> different) {
        if (!different.isEmpty()) {
            throw new SchemaMismatch(
                    "tables or indexes were changed, added or dropped by hand: " + names(different), null);
        }
    }

    /**
     * Demands what is needed to read all that is stored, and tells of what else is not as the migrations make it: who wants their
     * records back must not be kept from them by an index.
     *
     * @param lacking the names of tables, columns and keys that are not there, or not so
     * @param different the names of all that is not, or is not there
     * @throws SchemaMismatch naming the first of those that lack
     */
    public static void demandReadable(Collection<String> lacking, Collection<String> different) {
        demandSame(lacking);
        if (!different.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("objects", names(different))
                    .log("tables or indexes were changed, added or dropped by hand; they are read all the same");
        }
    }

    private static String names(Collection<String> different) {
        return different.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (different.size() > NAMED ? ", …" : "");
    }

    /**
     * What a history is beside these migrations.
     *
     * @param history each entry as {@code version:checksum}, in their order, with commas between them; null if there is none
     */
    public Health.Schema compared(@Nullable String history) {
        String known = migrations.stream()
                .map(migration -> migration.version() + ":" + migration.checksum())
                .collect(Collectors.joining(","));
        if (history == null || history.isEmpty()) {
            return Health.Schema.MISSING;
        }
        if (history.equals(known)) {
            return Health.Schema.CURRENT;
        }
        if (history.startsWith(known + ",")) {
            return Health.Schema.NEWER;
        }
        return known.startsWith(history + ",") ? Health.Schema.OLDER : Health.Schema.EDITED;
    }

    private int applied(Handle handle, boolean hasHistory) {
        if (!hasHistory) {
            return 0;
        }
        List<Applied> history = handle.createQuery(HISTORY)
                .map((row, context) -> new Applied(row.getInt(1), row.getString(2)))
                .list();
        if (history.size() > migrations.size()) {
            throw new SchemaMismatch(
                    "the schema has version " + history.size() + ", newer than this library's " + migrations.size(),
                    null);
        }
        for (int i = 0; i < history.size(); i++) {
            Migration known = migrations.get(i);
            if (!history.get(i).equals(new Applied(known.version(), known.checksum()))) {
                throw new SchemaMismatch(
                        "version " + known.version() + " of the schema was made by an edited script", null);
            }
        }
        return history.size();
    }

    private record Applied(int version, String checksum) {}
}
