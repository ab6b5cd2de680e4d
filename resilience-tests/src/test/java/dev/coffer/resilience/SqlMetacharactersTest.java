package dev.coffer.resilience;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Audit;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.KeyValues;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Sessions;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageView;
import dev.coffer.storage.Tokens;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.Users;
import dev.coffer.storage.postgres.TestServer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What means something in SQL is a text like any other, in every field of every operation, in a transaction and outside of one. */
class SqlMetacharactersTest {
    private static final List<String> KEPT = List.of(
            "'",
            "''",
            "\"",
            "`",
            ";",
            "\\",
            "\\'",
            "\\\\'",
            "E'\\''",
            "--",
            "/*",
            "*/",
            "#",
            "%",
            "%%",
            "_",
            "*?[a-z]^",
            "?",
            "??",
            "?::text",
            ":name",
            "@name",
            "$1",
            "$$",
            "$tag$",
            "<define>",
            "{fn now()}",
            "{call x}",
            "||",
            "\\N",
            "\\.",
            "x'00'",
            "U&'\\0027'",
            "0x27",
            "NULL",
            "1e309",
            "\u2018\u2019\u201c\u201d",
            "\u02b9\u02bb\u02bc",
            "\uff07\uff02\uff1b",
            "\ufe68\uff3c",
            "\u00bf'",
            "' OR '1'='1",
            "' OR 1=1 --",
            "') OR ('1'='1' /*",
            "\" OR \"\"=\"",
            "'; DROP TABLE coffer_users; --",
            "\"; DROP TABLE coffer_users; --",
            "'); DELETE FROM coffer_sessions; --",
            "'; UPDATE coffer_users SET password_hash = NULL; COMMIT; --",
            "$$; TRUNCATE coffer_key_values CASCADE; $$",
            "' UNION SELECT password_hash FROM coffer_users --",
            "'||(SELECT password_hash FROM coffer_users LIMIT 1)||'",
            "1; SELECT pg_sleep(60)",
            "'; COPY coffer_users TO PROGRAM 'id'; --",
            "'; ATTACH DATABASE 'other.db' AS other; --",
            "',load_extension('evil'),'",
            "\r\n'; ROLLBACK; --");

    private static final List<String> REFUSED =
            List.of("\u0000", "a\u0000'; DROP TABLE coffer_users; --", "\ud83d'", "'\ude00");

    private static final Set<String> NEVER_ANY_TEXT = Set.of("passwordHash", "id", "cursor");

    private static final String NEVER_REFUSED = "query";

    /** Where white space and control characters are refused. */
    private static final Set<String> OF_ONE_LINE = Set.of("email", "actor");

    /** What a transaction does not have. */
    private static final Set<String> ONLY_IN_STORAGE = Set.of("key", "actor", "record");

    @TempDir
    Path directory;

    @Test
    void sqlite_keepsEachOrRefusesIt_andKeepsItsTables() throws Exception {
        Path file = directory.resolve("app.db");
        everywhere("SQLite", "sqlite:" + file, "jdbc:sqlite:" + file);
    }

    @Test
    void postgresql_keepsEachOrRefusesIt_andKeepsItsTables() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        everywhere("PostgreSQL", url, TestServer.jdbcUrl(url));
    }

    private static void everywhere(String provider, String url, String jdbcUrl) throws Exception {
        StorageConfig config = StorageConfig.forUrl(url)
                .passwordCost(4)
                .userSearch(UserSearch.ofAll())
                .audit(AuditSettings.ofAll())
                .build();
        try (Tally tally = new Tally(Chapter.HOSTILE_INPUT, "SQL metacharacters on " + provider);
                Storage storage = Storage.open(config);
                Connection plain = DriverManager.getConnection(jdbcUrl)) {
            User ada = addOneOfEach(storage);
            Map<String, Long> before = tables(plain);

            for (TextOperation operation : TextOperations.ALL) {
                KEPT.forEach(
                        text -> attempt(tally, storage, operation, text, NEVER_ANY_TEXT.contains(operation.field())));
                REFUSED.forEach(
                        text -> attempt(tally, storage, operation, text, !NEVER_REFUSED.equals(operation.field())));
            }

            assertThat(tables(plain)).isEqualTo(before).hasSizeGreaterThan(4).containsEntry("coffer_users", 1L);
            assertThat(storage.users().authenticate(ada.email(), "correct horse battery"))
                    .contains(ada);
            tally.remark("%d texts, %d operations"
                    .formatted(KEPT.size() + REFUSED.size(), operations().size()));
        }
    }

    private static User addOneOfEach(Storage storage) {
        User ada = storage.users().create(NewUser.withEmail("ada@example.org").password("correct horse battery"));
        storage.sessions().issue(NewSession.forUser(ada.id()));
        storage.tokens().issue(NewToken.forUser(ada.id(), "reset"));
        storage.keyValues().namespace("profiles").record("ada").put("theme", "dark");
        return ada;
    }

    private static void attempt(
            Tally tally, Storage storage, TextOperation operation, String text, boolean mustBeRefused) {
        Tally.Attempt<String> joined = tally.call(() -> storage.callInTransaction(tx -> {
            operation.check().accept(tx, text);
            return text;
        }));
        Tally.Attempt<String> alone = tally.call(() -> {
            operation.check().accept(storage, text);
            return text;
        });
        tally.faults(2);
        boolean onlyInStorage = ONLY_IN_STORAGE.contains(operation.field());
        for (Tally.Attempt<String> attempt : onlyInStorage ? List.of(alone) : List.of(joined, alone)) {
            attempt.error()
                    .ifPresent(
                            e -> assertThat(e).as("%s of %s", text, operation).isInstanceOf(InvalidInput.class));
            if (mustBeRefused || !OF_ONE_LINE.contains(operation.field())) {
                assertThat(attempt.succeeded()).as("%s of %s", text, operation).isNotEqualTo(mustBeRefused);
            }
        }
    }

    /** Each with its columns and the number of its rows; but of keys that were applied there are more and more. */
    private static Map<String, Long> tables(Connection connection) throws SQLException {
        Map<String, Long> tables = new TreeMap<>();
        DatabaseMetaData metadata = connection.getMetaData();
        try (ResultSet columns = metadata.getColumns(null, connection.getSchema(), "%", "%")) {
            while (columns.next()) {
                tables.put(columns.getString("TABLE_NAME") + "." + columns.getString("COLUMN_NAME"), 0L);
            }
        }
        for (String table :
                List.of("coffer_users", "coffer_user_terms", "coffer_sessions", "coffer_tokens", "coffer_key_values")) {
            try (Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
                count.next();
                tables.put(table, count.getLong(1));
            }
        }
        return tables;
    }

    @Test
    void schema_isNeverSuchAText() {
        assertThat(Stream.concat(KEPT.stream(), REFUSED.stream()).filter(text -> !text.equals("_"))) // a name
                .allSatisfy(text -> assertThatExceptionOfType(InvalidInput.class)
                        .isThrownBy(() -> StorageConfig.builder().schema(text)));
    }

    /** So that a new operation cannot be forgotten here. */
    @Test
    void operations_areAllThatTakeAText() {
        assertThat(operations()).isEqualTo(methodsWithText());
    }

    private static Set<String> operations() {
        return TextOperations.ALL.stream()
                .flatMap(operation -> operation.names().stream())
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> methodsWithText() {
        return Stream.of(
                        Storage.class,
                        StorageView.class,
                        Audit.class,
                        Users.class,
                        Sessions.class,
                        Tokens.class,
                        KeyValues.class,
                        KeyValueNamespace.class,
                        KeyValueRecord.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(SqlMetacharactersTest::takesText)
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .filter(name -> !name.equals(
                        "Audit.switchOff")) // binds the actor as every change does, and would end the log of the others
                .collect(toCollection(TreeSet::new));
    }

    private static boolean takesText(Method method) {
        return Arrays.stream(method.getGenericParameterTypes())
                .map(Type::getTypeName)
                .anyMatch(type -> Stream.of(
                                "String",
                                "NewUser",
                                "NewSession",
                                "NewToken",
                                "UserUpdate",
                                "ItemKey",
                                "Mutation",
                                "Scan",
                                "PageRequest",
                                "IdempotencyKey",
                                "UserFilter",
                                "Actor",
                                "AuditQuery")
                        .anyMatch(text -> type.matches(".*\\b" + text + "\\b.*")));
    }
}
