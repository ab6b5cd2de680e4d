package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.ActingDatabase;
import dev.coffer.storage.jdbi.AuditTriggers;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The triggers of the audit log. Under the writer's lock nobody else makes them. */
enum SqliteAuditTriggers implements AuditTriggers {
    /** The only ones. */
    INSTANCE;

    private static final String SCRIPT = read();
    private static final Pattern TRIGGER =
            Pattern.compile("^(CREATE TRIGGER (\\w+) .*?^END);$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Map<String, String> EXPECTED = expected();
    private static final String PRESENT = """
            SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'coffer_audit_*'
            """;
    private static final String TELL = "INSERT INTO coffer_audit_context (one, actor, request, at) VALUES (1, ?, ?, ?)";
    private static final String FORGET = "DELETE FROM coffer_audit_context";

    private static String read() {
        try (InputStream resource = SqliteAuditTriggers.class.getResourceAsStream("audit.sql")) {
            byte[] bytes = Objects.requireNonNull(resource, "audit.sql").readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> expected() {
        Map<String, String> expected = new HashMap<>();
        for (Matcher trigger = TRIGGER.matcher(SCRIPT); trigger.find(); ) {
            expected.put(trigger.group(2), trigger.group(1));
        }
        return expected;
    }

    /** Says who makes the changes that follow in the transaction. */
    static void tell(SqlConnection connection, AuditContext context) {
        connection.update(
                TELL,
                arguments -> arguments
                        .text(context.actor())
                        .text(context.request().orElse(null))
                        .instant(context.at()));
    }

    /** Ends what was told. */
    static void forget(SqlConnection connection) {
        connection.update(FORGET, arguments -> {});
    }

    /** Tells it in each transaction, or part of one, of a database. */
    static ActingDatabase.Telling telling(AuditContext context) {
        return new ActingDatabase.Telling() {
            @Override
            public <T> T during(SqlConnection connection, Function<SqlConnection, T> work) {
                tell(connection, context);
                T result = work.apply(connection);
                forget(connection);
                return result;
            }
        };
    }

    @Override
    public List<String> missing(Handle handle) {
        Map<String, String> present = handle.createQuery(PRESENT)
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> ""));
        return EXPECTED.entrySet().stream()
                .filter(expected -> !expected.getValue().equals(present.get(expected.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public boolean areOff(Handle handle) {
        return handle.createQuery(PRESENT).mapToMap().findFirst().isEmpty();
    }

    @Override
    public void make(SqlConnection connection) {
        drop(connection.handle());
        run(connection.handle(), SCRIPT);
    }

    @Override
    public void lock(SqlConnection connection) {}

    @Override
    public void drop(Handle handle) {
        EXPECTED.keySet().forEach(name -> run(handle, "DROP TRIGGER IF EXISTS " + name));
    }

    private static void run(Handle handle, String script) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }
}
