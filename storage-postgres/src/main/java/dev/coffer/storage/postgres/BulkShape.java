package dev.coffer.storage.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the tables of records do without while they are filled, as {@link SchemaObjects} lists it. */
final class BulkShape {
    private static final String USERS = RecordTable.USERS.table();

    /** Those that take longest are first. */
    static final List<String> TABLES = Stream.of(
                    RecordTable.KEY_VALUES,
                    RecordTable.AUDIT,
                    RecordTable.SESSIONS,
                    RecordTable.USERS,
                    RecordTable.TOKENS,
                    RecordTable.AUDIT_PENDING)
            .map(RecordTable::table)
            .toList();

    private static final Pattern INDEX = Pattern.compile("CREATE (?:UNIQUE )?INDEX (\\w+) ON (\\w+) .*");
    private static final Pattern CONSTRAINT = Pattern.compile("constraint (\\w+)\\.(\\w+) (.*)");
    private static final String FOREIGN_KEY = "FOREIGN KEY";
    private static final String PRIMARY_KEY = "PRIMARY KEY";

    private final List<Index> indexes;
    private final List<Constraint> constraints;

    private BulkShape(List<Index> indexes, List<Constraint> constraints) {
        this.indexes = indexes;
        this.constraints = constraints;
    }

    static BulkShape expected() {
        SortedSet<String> objects = SchemaObjects.expected();
        return new BulkShape(
                matches(INDEX, objects)
                        .map(index -> new Index(index.group(), index.group(2), index.group(1)))
                        .filter(index -> TABLES.contains(index.table()))
                        .toList(),
                matches(CONSTRAINT, objects)
                        .map(found -> new Constraint(found.group(), found.group(1), found.group(2), found.group(3)))
                        .filter(constraint -> TABLES.contains(constraint.table()))
                        .toList());
    }

    private static Stream<Matcher> matches(Pattern pattern, SortedSet<String> objects) {
        return objects.stream().map(pattern::matcher).filter(Matcher::matches);
    }

    /** Whether it is in the list and may be missing while the tables are filled. */
    boolean contains(String object) {
        return indexes.stream().anyMatch(index -> index.definition().equals(object))
                || constraints.stream().anyMatch(constraint -> constraint.line().equals(object));
    }

    /** The statements that drop all of it, where it is; for one who qualifies the names of tables. */
    List<String> dropping(SchemaNames names) {
        return Stream.of(
                        constraints(Constraint::refers).map(Constraint::dropping),
                        constraints(constraint -> !constraint.refers()).map(Constraint::dropping),
                        indexes.stream().map(index -> "DROP INDEX IF EXISTS " + names.qualified(index.name())))
                .flatMap(statements -> statements)
                .toList();
    }

    private Stream<Constraint> constraints(Predicate<Constraint> which) {
        return constraints.stream().filter(which);
    }

    /**
     * What makes what is missing, and fresh statistics, once the tables are filled; with qualified names.
     *
     * <p>The primary key of a table comes before what else is unique: of two constraints that a row breaks, PostgreSQL names the one whose index is older.
     */
    List<Completion.Step> making(Set<String> present, SchemaNames names) {
        List<Completion.Step> steps = new ArrayList<>();
        Map<String, List<String>> made = new HashMap<>();
        for (String table : TABLES) {
            Making making = new Making(table, present, names, steps);
            List<String> primary = making.run(indexes, this::isPrimary, List.of(table));
            List<String> all =
                    new ArrayList<>(making.run(indexes, index -> index.isUnique() && !isPrimary(index), primary));
            all.addAll(making.run(indexes, index -> !index.isUnique(), List.of(table)));
            made.put(table, making.run(constraints, constraint -> !constraint.refers(), all));
        }
        for (String table : TABLES) {
            Making making = new Making(table, present, names, steps);
            List<String> before = Stream.of(made.get(table), made.get(USERS))
                    .flatMap(List::stream)
                    .distinct()
                    .toList();
            List<String> whole = making.run(constraints, Constraint::refers, before);
            steps.add(new Completion.Step(names.qualify("ANALYZE " + table), whole));
        }
        return steps;
    }

    private boolean isPrimary(Index index) {
        return constraints.stream()
                .anyMatch(constraint ->
                        constraint.isPrimary() && constraint.name().equals(index.name()));
    }

    /** Of one table. */
    private record Making(String table, Set<String> present, SchemaNames names, List<Completion.Step> steps) {
        /** Adds a step for each object that is missing; returns what must have run before all of them are there. */
        <T extends SchemaObject> List<String> run(List<T> objects, Predicate<T> which, List<String> after) {
            List<String> statements = objects.stream()
                    .filter(object -> object.table().equals(table) && which.test(object))
                    .filter(object -> !present.contains(object.line()))
                    .map(object -> names.qualify(object.making()))
                    .toList();
            statements.forEach(statement -> steps.add(new Completion.Step(statement, after)));
            return Stream.concat(after.stream(), statements.stream()).toList();
        }
    }

    private sealed interface SchemaObject permits Index, Constraint {
        /** In the list. */
        String line();

        String table();

        /** The statement. */
        String making();
    }

    /** An index, also of a constraint. */
    private record Index(String definition, String table, String name) implements SchemaObject {
        boolean isUnique() {
            return definition.startsWith("CREATE UNIQUE");
        }

        @Override
        public String line() {
            return definition;
        }

        @Override
        public String making() {
            return definition;
        }
    }

    /** A constraint; its index is there before it. */
    private record Constraint(String line, String table, String name, String definition) implements SchemaObject {
        boolean refers() {
            return definition.startsWith(FOREIGN_KEY);
        }

        boolean isPrimary() {
            return definition.startsWith(PRIMARY_KEY);
        }

        String dropping() {
            return "ALTER TABLE " + table + " DROP CONSTRAINT IF EXISTS " + name;
        }

        @Override
        public String making() {
            String rule = refers() ? definition : (isPrimary() ? PRIMARY_KEY : "UNIQUE") + " USING INDEX " + name;
            return "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " " + rule;
        }
    }
}
