package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.StorageConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * Puts the schema before the name of each of our tables, once for each statement: on a connection that goes through a pooler no
 * {@code search_path} can be relied on.
 */
final class SchemaNames implements TemplateEngine.Parsing {
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,30}");
    private static final Pattern TABLE = Pattern.compile(
            "\\bcoffer_(?:users|sessions|tokens|key_values|versions|applied|migration|user_terms|user_namespaces|refuse_address|search|schema_history"
                    + "|audit(?:_pending|_head|_namespaces|_micros|_difference|_write|_user|_session|_token|_key_value|_refuse|_guard|_field|_seal|_prune)?)\\b");

    private final String schema;
    private final Map<String, String> qualified = new ConcurrentHashMap<>();

    /** Of a schema whose name has letters, digits and underscores only. */
    SchemaNames(String schema) {
        if (!SCHEMA.matcher(schema).matches()) {
            throw new InvalidInput("schema", "must be 1 to 31 of a-z, 0-9 and _, and begin with no digit");
        }
        this.schema = schema;
    }

    String schema() {
        return schema;
    }

    /** The statement that makes the schema. */
    String creation() {
        return "CREATE SCHEMA \"" + schema + "\"";
    }

    /** The configured schema, else the connection's current one. */
    static SchemaNames of(StorageConfig config, Connection connection) throws SQLException {
        return new SchemaNames(config.schema().isPresent() ? config.schema().get() : current(connection));
    }

    private static String current(Connection connection) throws SQLException {
        String schema = connection.getSchema();
        if (schema == null) {
            throw new SchemaMismatch("there is no current schema: the search_path names none that exists", null);
        }
        return schema;
    }

    /** The name of something else of ours in the schema. */
    String qualified(String name) {
        return "\"" + schema + "\"." + name;
    }

    /** The statement, which is a constant of ours, with the schema before each of our tables. */
    String qualify(String sql) {
        String known = qualified.get(sql);
        return known == null ? qualified.computeIfAbsent(sql, this::qualifyAnew) : known;
    }

    private String qualifyAnew(String sql) {
        return TABLE.matcher(sql).replaceAll(Matcher.quoteReplacement("\"" + schema + "\".") + "$0");
    }

    @Override
    public Optional<Function<StatementContext, String>> parse(String template, ConfigRegistry config) {
        String qualified = qualify(template);
        return Optional.of(context -> qualified);
    }
}
