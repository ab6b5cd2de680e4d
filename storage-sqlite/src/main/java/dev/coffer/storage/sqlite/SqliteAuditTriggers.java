package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.ActingDatabase;
import dev.coffer.storage.jdbi.AuditTriggers;
import dev.coffer.storage.jdbi.ResourceText;
import dev.coffer.storage.jdbi.ScriptedObjects;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** The triggers of the audit log. Under the writer's lock nobody else makes them. */
enum SqliteAuditTriggers implements AuditTriggers {
    /** The only ones. */
    INSTANCE;

    private static final String SCRIPT =
            ResourceText.read("audit.sql", name -> SqliteAuditTriggers.class.getResourceAsStream(name));
    private static final Pattern TRIGGER =
            Pattern.compile("^(?<text>CREATE TRIGGER (?<name>\\w+) .*?^END);$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final ScriptedObjects EXPECTED = new ScriptedObjects(SCRIPT, TRIGGER);
    private static final String PRESENT = """
            SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'coffer_audit_*'
            """;
    private static final String TELL = "INSERT INTO coffer_audit_context (one, actor, request, at) VALUES (1, ?, ?, ?)";
    private static final String FORGET = "DELETE FROM coffer_audit_context";

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
        return EXPECTED.missing(handle, PRESENT);
    }

    @Override
    public List<String> silent(Handle handle) {
        return EXPECTED.absent(handle, PRESENT);
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
        EXPECTED.names().forEach(name -> run(handle, "DROP TRIGGER IF EXISTS " + name));
    }

    private static void run(Handle handle, String script) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }
}
