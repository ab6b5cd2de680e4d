package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the indexes are there, valid and used. */
final class IndexChecks {
    private static final String USABLE = """
            SELECT i.relname
            FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
            WHERE n.nspname = :schema AND i.relname LIKE 'coffer\\_%' AND x.indisvalid AND x.indisready AND x.indislive
            """;
    private static final String THERE = """
            SELECT i.relname
            FROM pg_catalog.pg_class i
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
            WHERE n.nspname = :schema AND i.relname LIKE 'coffer\\_%' AND i.relkind = 'i'
            """;

    private static final String SWITCHED_OFF = """
            SELECT name FROM pg_catalog.pg_settings
            WHERE name IN ('enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan') AND setting = 'off'
            ORDER BY 1
            """;
    private static final String READ_AS_A_WHOLE = """
            SELECT s.relname || ' (' || s.seq_scan || ' times, by index ' || coalesce(s.idx_scan, 0) || ')'
            FROM pg_catalog.pg_stat_user_tables s
            WHERE s.schemaname = :schema AND s.relname LIKE 'coffer\\_%'
              AND s.n_live_tup >= 10000 AND s.seq_scan > 100 AND s.seq_scan > coalesce(s.idx_scan, 0)
            ORDER BY 1
            """;
    private static final String NEVER_ANALYZED = """
            SELECT s.relname
            FROM pg_catalog.pg_stat_user_tables s
            WHERE s.schemaname = :schema AND s.relname LIKE 'coffer\\_%'
              AND s.n_live_tup >= 10000 AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL
            ORDER BY 1
            """;

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("indexes", IndexChecks::usable),
            new Check<>("index-use", IndexChecks::use),
            new Check<>("statistics", IndexChecks::statistics));

    private IndexChecks() {}

    private static Verdict usable(Examination examined) {
        Set<String> usable = Set.copyOf(examined.names(USABLE));
        Set<String> there = Set.copyOf(examined.names(THERE));
        SchemaChecks.demandAny(there);
        List<String> missing = SchemaObjects.expected().stream()
                .filter(object ->
                        name(object).filter(name -> !there.contains(name)).isPresent())
                .toList();
        if (!missing.isEmpty()) {
            return Verdict.fail(
                    "missing: "
                            + Listed.of(missing.stream()
                                    .map(object -> name(object).orElseThrow())
                                    .toList()),
                    missing.get(0).replace(" ON ", " ON " + examined.schema().schema() + "."));
        }
        List<String> invalid =
                there.stream().filter(name -> !usable.contains(name)).sorted().toList();
        return invalid.isEmpty()
                ? Verdict.ok("all there, and valid")
                : Verdict.fail(
                        "invalid, and so not used: " + Listed.of(invalid),
                        "REINDEX INDEX CONCURRENTLY " + examined.schema().qualified(invalid.get(0)));
    }

    /** Of an object that is an index. */
    private static Optional<String> name(String object) {
        return Optional.of(object)
                .filter(SchemaObjects::isIndex)
                .map(text -> text.replaceFirst(".* INDEX (\\S+) ON .*", "$1"));
    }

    private static Verdict use(Examination examined) {
        List<String> off =
                examined.handle().createQuery(SWITCHED_OFF).mapTo(String.class).list();
        if (!off.isEmpty()) {
            return Verdict.warn(Listed.of(off) + " is off", "ALTER ROLE " + examined.role() + " RESET " + off.get(0));
        }
        List<String> tables = examined.names(READ_AS_A_WHOLE);
        return tables.isEmpty()
                ? Verdict.ok("large tables are read by index")
                : Verdict.warn(
                        "read as a whole more often than by index: " + Listed.of(tables),
                        "ANALYZE the table; if that does not help, see what reads it in pg_stat_statements");
    }

    private static Verdict statistics(Examination examined) {
        List<String> tables = examined.names(NEVER_ANALYZED);
        return tables.isEmpty()
                ? Verdict.ok("large tables were analyzed")
                : Verdict.warn(
                        "never analyzed: " + Listed.of(tables),
                        "ANALYZE " + examined.schema().qualified(tables.get(0)));
    }
}
