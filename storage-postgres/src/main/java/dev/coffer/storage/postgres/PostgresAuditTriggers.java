package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.ActingDatabase;
import dev.coffer.storage.jdbi.AuditTriggers;
import dev.coffer.storage.jdbi.ResourceText;
import dev.coffer.storage.jdbi.ScriptedObjects;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.AuditContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** The triggers of the audit log, and their functions, which belong to the owner of the tables. */
final class PostgresAuditTriggers implements AuditTriggers {
    private static final String SCRIPT =
            ResourceText.read("audit.sql", name -> PostgresAuditTriggers.class.getResourceAsStream(name));
    private static final Pattern FUNCTION = Pattern.compile(
            "CREATE OR REPLACE FUNCTION (?<name>\\w+)\\(.*?\\$body\\$(?<text>.*?)\\$body\\$;", Pattern.DOTALL);
    private static final Pattern TRIGGER = Pattern.compile("CREATE OR REPLACE TRIGGER (?<name>\\w+) (?<text>.*);");
    private static final ScriptedObjects EXPECTED = new ScriptedObjects(SCRIPT, FUNCTION, TRIGGER);

    /** And those that refuse what could not be recorded. */
    private static final Pattern RECORDING = Pattern.compile(
            "CREATE OR REPLACE TRIGGER (?<name>\\w+) (?<text>.* ON coffer_(?:users|sessions|tokens|key_values) .*);");

    private static final ScriptedObjects EXPECTED_TO_RECORD = new ScriptedObjects(SCRIPT, RECORDING);

    /** Without the schema, which is put before a table's name within quotes as well. */
    private static final String PRESENT = """
            WITH home AS (
              SELECT n.oid, '"' || n.nspname || '".' AS prefix
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE c.oid = CAST('coffer_users' AS regclass))
            SELECT p.proname, replace(p.prosrc, home.prefix, '')
            FROM home JOIN pg_catalog.pg_proc p ON p.pronamespace = home.oid WHERE p.proname LIKE 'coffer\\_audit\\_%'
            UNION ALL
            SELECT t.tgname, replace(replace(replace(
                pg_catalog.pg_get_triggerdef(t.oid), home.prefix, ''), replace(home.prefix, '"', ''), ''), 'CREATE TRIGGER ' || t.tgname || ' ', '')
            FROM home JOIN pg_catalog.pg_class c ON c.relnamespace = home.oid JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid
            WHERE t.tgname LIKE 'coffer\\_audit\\_%' AND t.tgenabled IN ('O', 'A')
            """;

    private static final String TRIGGERS = """
            SELECT count(*) FROM pg_catalog.pg_trigger
            WHERE tgrelid IN (CAST('coffer_users' AS regclass), CAST('coffer_sessions' AS regclass),
                CAST('coffer_tokens' AS regclass), CAST('coffer_key_values' AS regclass))
              AND tgname LIKE 'coffer\\_audit\\_%'
            """;
    private static final String LOCK = """
            SELECT CAST(pg_advisory_xact_lock(hashtext('coffer'), hashtext(n.nspname)) AS text)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = CAST('coffer_users' AS regclass)
            """;
    private static final String GUARDS =
            "SELECT count(*) FROM pg_catalog.pg_trigger WHERE tgrelid = CAST('coffer_audit' AS regclass) AND tgname LIKE 'coffer\\_audit\\_%'";
    private static final List<String> STOP = List.of(
            "DROP TRIGGER IF EXISTS coffer_audit_users ON coffer_users",
            "DROP TRIGGER IF EXISTS coffer_audit_sessions ON coffer_sessions",
            "DROP TRIGGER IF EXISTS coffer_audit_tokens ON coffer_tokens",
            "DROP TRIGGER IF EXISTS coffer_audit_items ON coffer_key_values",
            "DROP TRIGGER IF EXISTS coffer_audit_users_truncate ON coffer_users",
            "DROP TRIGGER IF EXISTS coffer_audit_sessions_truncate ON coffer_sessions",
            "DROP TRIGGER IF EXISTS coffer_audit_tokens_truncate ON coffer_tokens",
            "DROP TRIGGER IF EXISTS coffer_audit_items_truncate ON coffer_key_values");
    private static final List<String> DROP = List.of(
            "DROP TRIGGER IF EXISTS coffer_audit_guard_log ON coffer_audit",
            "DROP TRIGGER IF EXISTS coffer_audit_guard_pending ON coffer_audit_pending",
            "DROP TRIGGER IF EXISTS coffer_audit_guard_head ON coffer_audit_head",
            "DROP TRIGGER IF EXISTS coffer_audit_guard_namespaces ON coffer_audit_namespaces",
            "DROP FUNCTION IF EXISTS coffer_audit_user(), coffer_audit_session(), coffer_audit_token(), coffer_audit_key_value(),"
                    + " coffer_audit_refuse(), coffer_audit_guard()");
    private static final String TELL = """
            SELECT set_config('coffer.actor', ?, true), set_config('coffer.request', ?, true), set_config('coffer.at', ?, true)
            """;

    private final OwnerRole owner;

    PostgresAuditTriggers(OwnerRole owner) {
        this.owner = owner;
    }

    /** Says in the transaction that has begun, and in no other, who makes its changes. */
    static void tell(SqlConnection connection, AuditContext context) {
        connection.findOne(
                TELL,
                arguments -> arguments
                        .text(context.actor())
                        .text(context.request().orElse(""))
                        .text(context.at().toString()),
                row -> row.text(1));
    }

    /** The same for each transaction of a database. */
    static ActingDatabase.Telling telling(AuditContext context) {
        return new ActingDatabase.Telling() {
            @Override
            public <T> T during(SqlConnection connection, Function<SqlConnection, T> work) {
                tell(connection, context);
                return work.apply(connection);
            }
        };
    }

    @Override
    public List<String> missing(Handle handle) {
        return EXPECTED.missing(handle, PRESENT);
    }

    @Override
    public List<String> silent(Handle handle) {
        return EXPECTED_TO_RECORD.absent(handle, PRESENT);
    }

    @Override
    public boolean areOff(Handle handle) {
        return handle.createQuery(TRIGGERS).mapTo(Long.class).one() == 0;
    }

    /** Takes those away that write, and leaves what guards the log: a sign that they are to be made again. */
    static void stop(Handle handle) {
        STOP.forEach(handle::execute);
    }

    /** Whether they were stopped, and not dropped. */
    static boolean areStopped(Handle handle) {
        return handle.createQuery(GUARDS).mapTo(Long.class).one() > 0;
    }

    /** As {@link #make(SqlConnection)}, in a transaction; they are the owner's, who is assumed. */
    void make(Handle handle, SchemaNames names) throws SQLException {
        Connection connection = handle.getConnection();
        owner.assumeInTransaction(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(names.qualify(SCRIPT));
        }
    }

    @Override
    public void make(SqlConnection connection) {
        connection.update(SCRIPT, arguments -> {});
    }

    @Override
    public void lock(SqlConnection connection) {
        lock(connection, owner);
    }

    /** One at a time, as the owner of the tables, until the transaction ends. */
    static void lock(SqlConnection connection, OwnerRole owner) {
        try {
            owner.assumeInTransaction(connection.handle().getConnection());
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
        connection.findOne(LOCK, arguments -> {}, row -> row.text(1));
    }

    @Override
    public void drop(Handle handle) {
        stop(handle);
        DROP.forEach(handle::execute);
    }
}
