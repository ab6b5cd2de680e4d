package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.jdbi.SqlAppliedKeys;
import dev.coffer.storage.jdbi.SqlAudit;
import dev.coffer.storage.jdbi.SqlSessions;
import dev.coffer.storage.jdbi.SqlTokens;
import dev.coffer.storage.jdbi.SqlUsers;
import java.lang.reflect.Field;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How SQLite finds the rows of each statement, which are the private constants of the classes that run them. */
class QueryPlanTest {
    private static final List<Class<?>> RUN_BY = List.of(
            SqlUsers.class,
            SqliteUsers.class,
            SqlSessions.class,
            SqlTokens.class,
            SqlAppliedKeys.class,
            SqlAudit.class,
            SqliteAudit.class,
            SqliteKeyValues.class);

    /** What may go through a whole table: it counts, stops at a limit, or the table has one row, or those that are not sealed yet. */
    private static final Set<String> MAY_SCAN = Set.of(
            "SqlUsers.COUNT",
            "SqlUsers.LIST_FIRST",
            "SqliteKeyValues.NEXT_VERSION",
            "SqlAudit.UNSEALED",
            "SqliteAudit.PENDING",
            "SqlAudit.LIST_ALL",
            "SqlAudit.LIST_OF_USER",
            "SqlAudit.LIST_OF_ID",
            "SqlAudit.LIST_BY_ACTOR");

    private static final String RANGE = "coffer_key_values by KEY (namespace=? AND (id,key)>(?,?) AND (id,key)<(?,?))";
    private static final String ITEM = "coffer_key_values by KEY (namespace=? AND id=? AND key=?)";
    private static final String LISTED = "a list";

    private static final Map<String, List<String>> PLANS = Map.ofEntries(
            Map.entry("SqlUsers.FIND", List.of("coffer_users by KEY (id=?)")),
            Map.entry("SqlUsers.FIND_BY_EMAIL", List.of("coffer_users by KEY (canonical_email=?)")),
            Map.entry("SqlUsers.FIND_CREDENTIALS", List.of("coffer_users by KEY (canonical_email=?)")),
            Map.entry("SqlUsers.UPDATE", List.of("coffer_users by KEY (id=?)")),
            Map.entry("SqlUsers.LIST_AFTER", List.of("coffer_users by KEY (id>?)")),
            Map.entry(
                    "SqlUsers.DELETE",
                    List.of(
                            "coffer_users by KEY (id=?)",
                            "coffer_tokens by coffer_tokens_by_user (user_id=?)",
                            "coffer_sessions by coffer_sessions_by_user (user_id=?)")),
            Map.entry("SqliteUsers.FIND_ALL", List.of("coffer_users by KEY (id=?)", LISTED)),
            Map.entry("SqlSessions.FIND", List.of("coffer_sessions by KEY (token_hash=?)")),
            Map.entry("SqlSessions.AUTHENTICATE", List.of("s by KEY (token_hash=?)", "u by KEY (id=?)")),
            Map.entry("SqlSessions.TOUCH", List.of("coffer_sessions by KEY (token_hash=?)")),
            Map.entry("SqlSessions.ROTATE", List.of("coffer_sessions by KEY (token_hash=?)")),
            Map.entry(
                    "SqlSessions.LIST_AFTER",
                    List.of("coffer_sessions by coffer_sessions_by_user (user_id=? AND id>?)")),
            Map.entry("SqlSessions.REVOKE_ALL", List.of("coffer_sessions by coffer_sessions_by_user (user_id=?)")),
            Map.entry(
                    "SqlSessions.PURGE",
                    List.of(
                            "coffer_sessions by KEY (id=?)",
                            "coffer_sessions by coffer_sessions_by_expiry (expires_at<?)")),
            Map.entry("SqlTokens.CONSUME", List.of("coffer_tokens by KEY (token_hash=?)")),
            Map.entry(
                    "SqlTokens.REVOKE_ALL",
                    List.of("coffer_tokens by coffer_tokens_by_user (user_id=? AND purpose=?)")),
            Map.entry(
                    "SqlTokens.PURGE",
                    List.of("coffer_tokens by KEY (id=?)", "coffer_tokens by coffer_tokens_by_expiry (expires_at<?)")),
            Map.entry(
                    "SqlAppliedKeys.PURGE",
                    List.of(
                            "coffer_applied by KEY (key=?)",
                            "coffer_applied by coffer_applied_by_expiry (expires_at<?)")),
            Map.entry("SqlAudit.LIST_ALL", recordsBy("time (at>? AND (at,entry)<(?,?))")),
            Map.entry("SqlAudit.LIST_OF_USER", recordsBy("user (user_id=? AND at>? AND (at,entry)<(?,?))")),
            Map.entry("SqlAudit.LIST_OF_ID", recordsBy("id (id=? AND at>? AND (at,entry)<(?,?))")),
            Map.entry("SqlAudit.LIST_BY_ACTOR", recordsBy("actor (actor=? AND at>? AND (at,entry)<(?,?))")),
            Map.entry(
                    "SqlAudit.SEALED",
                    List.of("coffer_audit by KEY (rowid>? AND rowid<?)", "coffer_audit by KEY (rowid>?)")),
            Map.entry("SqliteAudit.OLDEST", List.of("coffer_audit by KEY (rowid>?)")),
            Map.entry("SqliteAudit.PRUNE", List.of("coffer_audit by KEY (rowid>? AND rowid<?)")),
            Map.entry("SqliteKeyValues.FIND", List.of(ITEM)),
            Map.entry("SqliteKeyValues.FIND_VERSION", List.of(ITEM)),
            Map.entry("SqliteKeyValues.FIND_ALL", List.of(LISTED, "i by KEY (namespace=? AND id=? AND key=?)")),
            Map.entry("SqliteKeyValues.PUT_IF_VERSION", List.of(ITEM)),
            Map.entry("SqliteKeyValues.DELETE", List.of(ITEM)),
            Map.entry("SqliteKeyValues.SET_EXPIRY", List.of(ITEM)),
            Map.entry("SqliteKeyValues.SCAN", List.of(RANGE)),
            Map.entry("SqliteKeyValues.SCAN_BACKWARDS", List.of(RANGE)),
            Map.entry("SqliteKeyValues.COUNT", List.of(RANGE)),
            Map.entry("SqliteKeyValues.DELETE_RANGE", List.of(RANGE)),
            Map.entry(
                    "SqliteKeyValues.PURGE",
                    List.of(ITEM, "coffer_key_values by coffer_key_values_by_expiry (expires_at<?)")));

    private SqliteConnection connection;
    private Map<String, String> statements;

    @BeforeEach
    void open() throws Exception {
        connection = SqliteConnection.inMemory();
        PlainSql.run(connection, SqliteSchema.current().scripts().toArray(String[]::new));
        statements = statements();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** In the order of an index; what is not sealed is in none, so that no change pays for it. */
    private static List<String> recordsBy(String index) {
        return List.of(
                "MERGE (UNION ALL)",
                "LEFT",
                "coffer_audit by coffer_audit_by_" + index,
                "RIGHT",
                "SCAN coffer_audit_pending",
                "USE TEMP B-TREE FOR ORDER BY");
    }

    private static Map<String, String> statements() throws IllegalAccessException {
        Map<String, String> statements = new TreeMap<>();
        for (Class<?> runBy : RUN_BY) {
            for (Field field : runBy.getDeclaredFields()) {
                if (field.getType() == String.class) {
                    field.setAccessible(true);
                    statements.put(runBy.getSimpleName() + "." + field.getName(), (String) field.get(null));
                }
            }
        }
        return statements;
    }

    @TestFactory
    Stream<DynamicTest> aHotStatement_findsItsRowsByAnIndex() {
        return PLANS.entrySet().stream()
                .map(plan -> dynamicTest(plan.getKey(), () -> {
                    assertThat(statements).containsKey(plan.getKey());
                    assertThat(plan(statements.getOrDefault(plan.getKey(), ""))).isEqualTo(plan.getValue());
                }));
    }

    @TestFactory
    Stream<DynamicTest> noStatement_scansATableOrSorts() {
        assertThat(statements).hasSizeGreaterThan(40).containsKeys(MAY_SCAN.toArray(String[]::new));
        return statements.entrySet().stream()
                .filter(statement -> !MAY_SCAN.contains(statement.getKey()))
                .map(statement -> dynamicTest(
                        statement.getKey(),
                        () -> assertThat(plan(statement.getValue()))
                                .allMatch(step -> step.equals(LISTED) || step.contains(" by "))));
    }

    @Test
    void searchForATerm_findsItsRowsByTheirKeys() throws SQLException {
        assertThat(plan(SqliteUserTerms.FIND_ONE))
                .contains(
                        "coffer_user_terms by KEY (term=? AND part=? AND canonical_email>?)",
                        "u by KEY (canonical_email=?)")
                .doesNotContain("SCAN coffer_user_terms", "SCAN u");
    }

    @Test
    void searchForSeveralTerms_findsItsRowsByTheirKeys() throws SQLException {
        assertThat(plan(SqliteUserTerms.NEAR))
                .contains("t by KEY (term=? AND part=? AND canonical_email>?)")
                .doesNotContain("SCAN t");
        assertThat(plan(SqliteUserTerms.FIND_ALL))
                .contains(
                        "t by KEY (term=? AND part=? AND canonical_email>? AND canonical_email<?)",
                        "t by KEY (term=? AND part=? AND canonical_email=?)",
                        "u by KEY (canonical_email=?)")
                .doesNotContain("SCAN t", "SCAN u");
    }

    /** Where each table's rows come from, in short, without what is then made of them; keys are the indexes that the constraints make. */
    private List<String> plan(String statement) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Statement any = connection.createStatement();
                ResultSet rows = any.executeQuery("EXPLAIN QUERY PLAN " + statement)) {
            while (rows.next()) {
                String step = rows.getString("detail");
                if (!step.matches(
                        "(LIST|(CORRELATED )?SCALAR) SUBQUERY.*|CO-ROUTINE .*|(SCAN|SEARCH) (next|sums|\\(subquery-\\d+\\))")) {
                    steps.add(step.replaceFirst("SCAN .* VIRTUAL TABLE INDEX [13]:", LISTED)
                            .replaceFirst("INDEX sqlite_autoindex_\\w+|(INTEGER )?PRIMARY KEY", "KEY")
                            .replaceFirst("SEARCH (\\w+) USING (?:COVERING )?(?:INDEX )?", "$1 by "));
                }
            }
        }
        return steps;
    }
}
