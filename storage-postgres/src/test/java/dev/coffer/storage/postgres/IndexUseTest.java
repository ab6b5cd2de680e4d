package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.AuditOperation;
import dev.coffer.storage.AuditQuery;
import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.UserUpdate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The statements that the library sends, as the server has logged them, find their rows by an index: among 100,000, in a database
 * that sorts by a language, with a plan for these values and with one for any.
 */
class IndexUseTest {
    private static final int ROWS = 100_000;
    private static final String FILL = """
            INSERT INTO coffer_users SELECT md5(n::text)::uuid, n || '@example.org', n || '@example.org', NULL, NULL, NULL, '{}',
                now(), now(), 1
              FROM generate_series(1, %1$d) n;
            INSERT INTO coffer_sessions SELECT gen_random_uuid(), sha256(n::text::bytea), md5(n::text)::uuid, now(), now(),
                now() + (n - 1000) * interval '1 min', NULL, NULL, NULL, '{}'
              FROM generate_series(1, %1$d) n;
            INSERT INTO coffer_tokens SELECT gen_random_uuid(), sha256(n::text::bytea), md5(n::text)::uuid, 'reset', '{}', now(),
                now() + (n - 1000) * interval '1 min'
              FROM generate_series(1, %1$d) n;
            INSERT INTO coffer_key_values SELECT 'n', 'i' || n / 1000, 'k' || lpad((n %% 1000)::text, 4, '0'), '1', n,
                CASE WHEN n %% 10 = 0 THEN now() + (n - 1000) * interval '1 min' END, now(), now()
              FROM generate_series(1, %1$d) n;
            INSERT INTO coffer_user_terms SELECT t.term, t.part, n || '@example.org'
              FROM generate_series(1, %1$d) n,
                LATERAL (VALUES ('w' || n, 0), ('example', 0), ('exampl', 1), ('exam', 1), ('e', 1), ('org', 0), ('o', 1)) t (term, part);
            INSERT INTO coffer_audit SELECT n, n, timestamptz '2026-03-01T00:00Z' - n * interval '1 min', 'user.changed',
                md5(n::text)::uuid::text, md5(n::text)::uuid::text, NULL, NULL, 'admin:' || n, NULL, '{}', '' FROM generate_series(1, %1$d) n;
            INSERT INTO coffer_applied SELECT n::text, now() + (n - 1000) * interval '1 min' FROM generate_series(1, %1$d) n;
            ANALYZE
            """;
    private static final UUID USER = UUID.fromString("c4ca4238-a0b9-2382-0dcc-509a6f75849b"); // md5('1')
    private static final Instant A_DAY = Instant.parse("2026-02-01T00:00:00Z"); // among the records

    private static final OwnServer SERVER = new OwnServer(18)
            .setting("log_statement", "all")
            .setting("jit", "off")
            .initdb("--locale-provider=icu", "--icu-locale=de-DE", "--locale=C");
    private static Optional<Storage> storage = Optional.empty();

    @BeforeAll
    static void fill() {
        SERVER.start();
        StorageConfig config = StorageConfig.forUrl(SERVER.url())
                .poolSize(1)
                .userSearch(UserSearch.ofAll())
                .build();
        Storage.open(config).close();
        SERVER.execute(FILL.formatted(ROWS));
        storage = Optional.of(
                Storage.open(config.toBuilder().audit(AuditSettings.ofAll()).build()));
    }

    @AfterAll
    static void close() {
        storage.ifPresent(Storage::close);
        SERVER.close();
    }

    /** What is done, and the indexes by which its statements find their rows. */
    private record Operation(String name, List<String> indexes, Call call) {}

    @FunctionalInterface
    private interface Call {
        void on(Storage storage) throws Exception;
    }

    private static Operation operation(String name, Call call, String... indexes) {
        return new Operation(name, List.of(indexes), call);
    }

    private static KeyValueRecord record(Storage storage) {
        return storage.keyValues().namespace("n").record("i7");
    }

    private static ItemKey item(int record) {
        return ItemKey.of("n", "i" + record, "k0007");
    }

    private static void list(Storage storage, AuditQuery query) {
        storage.audit().list(query, PageRequest.first(10));
    }

    @TestFactory
    Stream<DynamicTest> operation_findsItsRowsByAnIndex() {
        String users = "coffer_users_pkey";
        String emails = "coffer_users_canonical_email_key";
        String sessions = "coffer_sessions_token_hash_key";
        String tokens = "coffer_tokens_token_hash_key";
        String items = "coffer_key_values_pkey";
        String terms = "coffer_user_terms_pkey";
        return Stream.of(
                        operation("user by id", on -> on.users().find(USER), users),
                        operation("users by ids", on -> on.users().findAll(List.of(USER, new UUID(0, 1))), users),
                        operation("user by email", on -> on.users().findByEmail("7@example.org"), emails),
                        operation(
                                "find or create",
                                on -> on.users().findOrCreate(NewUser.withEmail("7@example.org")),
                                emails),
                        operation("a page of users", on -> on.users().list(PageRequest.first(10)), users),
                        operation(
                                "the next page of users",
                                on -> on.users()
                                        .list(PageRequest.first(10)
                                                .after(on.users()
                                                        .list(PageRequest.first(10))
                                                        .nextCursor()
                                                        .orElseThrow())),
                                users),
                        operation("update a user", on -> on.users().update(USER, UserUpdate.metadata(Map.of())), users),
                        operation("search a word", on -> on.users().search("w7", PageRequest.first(10)), terms, emails),
                        operation(
                                "search a beginning",
                                on -> on.users().search("exam", PageRequest.first(10)),
                                terms,
                                emails),
                        operation(
                                "search several words",
                                on -> on.users().search("exam w7 org", PageRequest.first(10)),
                                terms,
                                emails),
                        operation(
                                "change what is searched",
                                on -> on.users().update(USER, UserUpdate.email(UUID.randomUUID() + "@example.org")),
                                terms,
                                users),
                        operation("session by token", on -> on.sessions().find("x"), sessions),
                        operation("session and user", on -> on.sessions().authenticate("x"), sessions, users),
                        operation("touch a session", on -> on.sessions().touch("x"), sessions),
                        operation("rotate a session", on -> on.sessions().rotate("x"), sessions),
                        operation(
                                "sessions of a user",
                                on -> on.sessions().list(USER, PageRequest.first(10)),
                                "coffer_sessions_by_user"),
                        operation("end all sessions", on -> on.sessions().revokeAll(USER), "coffer_sessions_by_user"),
                        operation("purge sessions", on -> on.sessions().purge(), "coffer_sessions_by_expiry"),
                        operation("consume a token", on -> on.tokens().consume("reset", "x"), tokens),
                        operation("end tokens", on -> on.tokens().revokeAll(USER, "reset"), "coffer_tokens_by_user"),
                        operation("purge tokens", on -> on.tokens().purge(), "coffer_tokens_by_expiry"),
                        operation("one item", on -> record(on).get("k0007"), items),
                        operation("some items", on -> record(on).getAll(List.of("k0007", "k0008")), items),
                        operation("a record", on -> record(on).getAll(), items),
                        operation("items of records", on -> on.keyValues().getAll(List.of(item(1), item(2))), items),
                        operation("put an item", on -> record(on).put("k0007", "2"), items),
                        operation(
                                "put many items",
                                on -> on.keyValues()
                                        .apply(List.of(Mutation.put(item(1), "2"), Mutation.put(item(2), "2"))),
                                items),
                        operation("increment", on -> record(on).increment("k0007", 1, Lifetime.none()), items),
                        operation("delete an item", on -> record(on).delete("k0007"), items),
                        operation(
                                "scan a prefix",
                                on -> record(on).scan(Scan.prefix("k00").limit(10)),
                                items),
                        operation(
                                "scan a range backwards",
                                on -> record(on)
                                        .scan(Scan.range("k0100", "k0200")
                                                .descending()
                                                .limit(10)),
                                items),
                        operation("delete by prefix", on -> record(on).deleteByPrefix("k099"), items),
                        operation("purge items", on -> on.keyValues().purge(), "coffer_key_values_by_expiry"),
                        operation(
                                "apply once",
                                on -> on.applyOnce(new IdempotencyKey("once", Instant.now()), tx -> {}),
                                "coffer_applied_pkey"),
                        operation("purge keys", on -> on.purgeAppliedKeys(), "coffer_applied_by_expiry"),
                        operation("records", on -> list(on, AuditQuery.all()), "coffer_audit_by_time"),
                        operation(
                                "records of some time",
                                on -> list(on, AuditQuery.all().from(A_DAY).before(A_DAY.plusSeconds(3_600))),
                                "coffer_audit_by_time"),
                        operation(
                                "records of an operation",
                                on -> list(on, AuditQuery.all().operation(AuditOperation.USER_CHANGED)),
                                "coffer_audit_by_time"),
                        operation(
                                "records of a user",
                                on -> list(on, AuditQuery.all().ofUser(USER)),
                                "coffer_audit_by_user"),
                        operation(
                                "records of an id",
                                on -> list(on, AuditQuery.all().ofId(USER)),
                                "coffer_audit_by_id"),
                        operation(
                                "records by an actor",
                                on -> list(on, AuditQuery.all().byActor("admin:7")),
                                "coffer_audit_by_actor"))
                .map(operation -> dynamicTest(operation.name(), () -> assertIndexed(operation)));
    }

    private static void assertIndexed(Operation operation) throws Exception {
        int logged = SERVER.logLines().size();
        operation.call().on(storage.orElseThrow());
        List<Logged> statements =
                logged(SERVER.logLines().subList(logged, SERVER.logLines().size()));
        assertThat(statements).isNotEmpty();
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            StringBuilder plans = new StringBuilder();
            for (Logged statement : statements) {
                plans.append(statement.sql())
                        .append('\n')
                        .append(plan(mode, statement))
                        .append('\n');
            }
            assertThat(plans)
                    .as(mode)
                    .doesNotContainPattern("Seq Scan on coffer_(?!search|audit_pending)")
                    .contains(operation.indexes());
        }
    }

    /** A statement as it was sent, and its values as the server writes them. */
    private record Logged(String sql, List<String> values) {
        /** As the driver sends them beside arrays, whose elements the server cannot guess. */
        String types() {
            return sql.contains("unnest(")
                    ? values.stream().map(Logged::type).collect(Collectors.joining(", ", "(", ")"))
                    : "";
        }

        String arguments() {
            return values.isEmpty() ? "" : "(" + String.join(", ", values) + ")";
        }

        private static String type(String value) {
            if (!value.startsWith("'{")) {
                return "unknown";
            }
            if (value.contains("\\x")) {
                return "bytea[]";
            }
            if (value.matches("'\\{[tf](,[tf])*}'")) {
                return "boolean[]";
            }
            if (value.matches("'\\{\\d(,\\d)*}'")) {
                return "smallint[]";
            }
            return value.matches("'\\{\\d+(,(\\d+|NULL))*}'") ? "bigint[]" : "text[]";
        }
    }

    private static final Pattern EXECUTED = Pattern.compile(
            "LOG: {2}execute [^:]+: ((?:SELECT|INSERT|UPDATE|DELETE|WITH)[^\\n]*(?:\\n\\t[^\\n]*)*)"
                    + "(?:\\n[^\\t\\n]*DETAIL: {2}Parameters: ([^\\n]*(?:\\n\\t[^\\n]*)*))?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern VALUE = Pattern.compile("\\$\\d+ = ('(?:[^']|'')*+'|NULL)");

    private static List<Logged> logged(List<String> lines) {
        List<Logged> statements = new ArrayList<>();
        Matcher executed = EXECUTED.matcher(String.join("\n", lines));
        while (executed.find()) {
            statements.add(new Logged(
                    executed.group(1),
                    VALUE.matcher(Objects.requireNonNullElse(executed.group(2), ""))
                            .results()
                            .map(value -> value.group(1))
                            .toList()));
        }
        return statements;
    }

    private static String plan(String mode, Logged logged) throws SQLException {
        try (Connection connection = TestServer.connect(SERVER.url());
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = " + mode);
            statement.execute("PREPARE logged" + logged.types() + " AS " + logged.sql());
            try (ResultSet lines = statement.executeQuery("EXPLAIN EXECUTE logged" + logged.arguments())) {
                StringBuilder plan = new StringBuilder();
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
                return plan.toString();
            }
        }
    }
}
