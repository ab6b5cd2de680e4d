package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Migration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The tables, columns, indexes and constraints there are, against those there should be. */
final class SchemaObjects {
    private static final String PRESENT = """
            SELECT format('column %s.%s %s%s%s', t.relname, c.attname, format_type(c.atttypid, c.atttypmod),
              ' collate ' || nullif(o.collname, 'default'), CASE WHEN c.attnotnull THEN ' not null' END)
            FROM pg_catalog.pg_attribute c
              JOIN pg_catalog.pg_class t ON t.oid = c.attrelid
              LEFT JOIN pg_catalog.pg_collation o ON o.oid = c.attcollation
            WHERE t.relnamespace = CAST(:schema AS regnamespace) AND t.relname LIKE 'coffer\\_%'
              AND t.relkind IN ('r', 'p') AND c.attnum > 0 AND NOT c.attisdropped
            UNION ALL
            SELECT replace(i.indexdef, format(' %I.', CAST(:schema AS text)), ' ')
            FROM pg_catalog.pg_indexes i
            WHERE i.schemaname = CAST(:schema AS text) AND i.tablename LIKE 'coffer\\_%'
            UNION ALL
            SELECT format('constraint %s.%s %s', t.relname, k.conname,
              replace(pg_get_constraintdef(k.oid), format(' %I.', CAST(:schema AS text)), ' '))
            FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
            WHERE t.relnamespace = CAST(:schema AS regnamespace) AND t.relname LIKE 'coffer\\_%' AND k.contype <> 'n'
            UNION ALL
            SELECT format('relation %s %s', r.relkind, r.relname)
            FROM pg_catalog.pg_class r
            WHERE r.relnamespace = CAST(:schema AS regnamespace) AND r.relname LIKE 'coffer\\_%'
              AND r.relkind NOT IN ('i', 'I')
            """;
    private static final String EXPECTED = "objects.txt";
    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+)");

    private SchemaObjects() {}

    /** Without the table that row-level security brings along, where it is set up. */
    static SortedSet<String> present(Handle handle, SchemaNames names) {
        return handle.createQuery(PRESENT)
                .bind("schema", names.schema())
                .mapTo(String.class)
                .filter(object -> !object.contains("coffer_user_namespaces"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What {@link #present} gives after all migrations; kept in a resource because no role need be able to make them. */
    static SortedSet<String> expected() {
        try (InputStream resource = SchemaObjects.class.getResourceAsStream(EXPECTED)) {
            byte[] bytes = Objects.requireNonNull(resource, EXPECTED).readAllBytes();
            return new TreeSet<>(
                    new String(bytes, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, before these migrations, of which each makes tables of its own and changes no other. */
    private static SortedSet<String> expected(List<Migration> later) {
        SortedSet<String> expected = expected();
        later.stream()
                .flatMap(migration -> TABLE.matcher(migration.script()).results())
                .map(table -> Pattern.compile("\\b" + table.group(1) + "(?:_\\w+_seq)?\\b"))
                .forEach(table ->
                        expected.removeIf(object -> table.matcher(object).find()));
        return expected;
    }

    /** Without an index all can be read. */
    static boolean isIndex(String object) {
        return object.startsWith("CREATE ");
    }

    /** The tables, columns and keys there should be before these migrations, and are not. */
    static List<String> lacking(Handle handle, SchemaNames names, List<Migration> later) {
        SortedSet<String> lacking = expected(later);
        lacking.removeAll(present(handle, names));
        lacking.removeIf(SchemaObjects::isIndex);
        return List.copyOf(lacking);
    }

    /** What is there and should not be, or should and is not. */
    static List<String> difference(Handle handle, SchemaNames names) {
        return difference(handle, names, List.of());
    }

    /** The same, before these migrations. */
    static List<String> difference(Handle handle, SchemaNames names, List<Migration> later) {
        SortedSet<String> different = present(handle, names);
        for (String expected : expected(later)) {
            if (!different.remove(expected)) {
                different.add(expected);
            }
        }
        return List.copyOf(different);
    }
}
