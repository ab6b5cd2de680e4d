package dev.coffer.storage.postgres;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Drift;
import dev.coffer.storage.jdbi.Verdict;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether the tables are those of this version, and keep what they promise. */
final class SchemaChecks {
    private static final String BINARY_ORDER = " collate C";

    private static final String COLLATION_VERSIONS = """
            SELECT 'version ' || datcollversion || ' when it was made, ' || pg_database_collation_actual_version(oid) || ' now'
            FROM pg_catalog.pg_database
            WHERE datname = current_database() AND datcollversion <> pg_database_collation_actual_version(oid)
            """;
    private static final String DATABASE = "SELECT quote_ident(current_database())";

    private static final String DISABLED_FOREIGN_KEYS = """
            SELECT DISTINCT t.relname
            FROM pg_catalog.pg_trigger g
              JOIN pg_catalog.pg_class t ON t.oid = g.tgrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            WHERE n.nspname = :schema AND t.relname LIKE 'coffer\\_%' AND g.tgisinternal AND g.tgenabled IN ('D', 'R')
            ORDER BY 1
            """;

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("encoding", SchemaChecks::encoding),
            new Check<>("schema", SchemaChecks::state),
            new Check<>("schema-drift", SchemaChecks::drift),
            new Check<>("text-order", SchemaChecks::textOrder),
            new Check<>("collation-version", SchemaChecks::collationVersion),
            new Check<>("foreign-keys", SchemaChecks::foreignKeys));

    private SchemaChecks() {}

    private static Verdict encoding(Examination examined) {
        try {
            PostgresSchema.demandUnicode(examined.handle());
            return Verdict.ok("UTF8");
        } catch (SchemaMismatch e) {
            return Verdict.fail(
                    String.valueOf(e.getMessage()),
                    "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and use that");
        }
    }

    private static Verdict state(Examination examined) throws SQLException {
        PostgresSchema schema =
                new PostgresSchema(examined.schema(), examined.migrations(), OwnerRole.of(examined.config()));
        try {
            SchemaNames.of(examined.config(), examined.handle().getConnection());
            schema.demandFinished(examined.handle());
            schema.demandCurrent(examined.handle());
            return Verdict.ok("the tables are of this version, in the schema "
                    + examined.schema().schema());
        } catch (SchemaMismatch e) {
            return Verdict.fail(
                    String.valueOf(e.getMessage()),
                    "coffer schema migrate makes or upgrades the tables; newer ones want a newer Coffer");
        }
    }

    private static Verdict drift(Examination examined) {
        SortedSet<String> unexpected = SchemaObjects.present(examined.handle(), examined.schema());
        demandAny(unexpected);
        SortedSet<String> missing = new TreeSet<>(SchemaObjects.expected());
        missing.removeAll(unexpected);
        unexpected.removeAll(SchemaObjects.expected());
        if (!missing.isEmpty()) {
            return Verdict.fail(
                    "missing or changed: " + Listed.of(List.copyOf(missing)),
                    missing.stream().allMatch(SchemaObjects::isIndex) ? Drift.OF_INDEXES : Drift.OF_TABLES);
        }
        return unexpected.isEmpty()
                ? Verdict.ok("nothing was changed by hand")
                : Verdict.warn("added by hand: " + Listed.of(List.copyOf(unexpected)), Drift.OF_MORE);
    }

    /** Where there is nothing, that is for another check to say. */
    static void demandAny(Collection<String> objects) {
        if (objects.isEmpty()) {
            throw new SchemaMismatch("there are no tables", null);
        }
    }

    /** Keys are in the order of their bytes. */
    private static Verdict textOrder(Examination examined) {
        SortedSet<String> present = SchemaObjects.present(examined.handle(), examined.schema());
        demandAny(present);
        List<String> otherwise = SchemaObjects.expected().stream()
                .filter(object -> object.startsWith("column ") && object.contains(BINARY_ORDER))
                .map(object -> object.split(" ", 3)[1])
                .filter(column -> present.stream()
                        .anyMatch(object ->
                                object.startsWith("column " + column + " ") && !object.contains(BINARY_ORDER)))
                .toList();
        return otherwise.isEmpty()
                ? Verdict.ok("texts that are compared are in the order of their bytes")
                : Verdict.fail(
                        "in another order than that of their bytes: " + Listed.of(otherwise),
                        "ALTER TABLE … ALTER COLUMN … TYPE text COLLATE \"C\"");
    }

    private static Verdict collationVersion(Examination examined) {
        Optional<String> versions = examined.handle()
                .createQuery(COLLATION_VERSIONS)
                .mapTo(String.class)
                .findOne();
        if (versions.isEmpty()) {
            return Verdict.ok("the database's is that of the system");
        }
        String database = examined.text(DATABASE);
        return Verdict.warn(
                "the database's collation has " + versions.get() + "; the tables of Coffer do not depend on it",
                "REINDEX DATABASE " + database + "; ALTER DATABASE " + database + " REFRESH COLLATION VERSION");
    }

    private static Verdict foreignKeys(Examination examined) {
        if (!examined.setting("session_replication_role").equals("origin")) {
            return Verdict.fail(
                    "session_replication_role switches foreign keys off",
                    "ALTER ROLE " + examined.role() + " RESET session_replication_role");
        }
        List<String> tables = examined.names(DISABLED_FOREIGN_KEYS);
        return tables.isEmpty()
                ? Verdict.ok("in force")
                : Verdict.fail(
                        "switched off on " + Listed.of(tables),
                        "as a superuser, of each: ALTER TABLE "
                                + examined.schema().qualified(tables.get(0)) + " ENABLE TRIGGER ALL");
    }
}
