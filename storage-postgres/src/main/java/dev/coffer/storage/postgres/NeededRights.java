package dev.coffer.storage.postgres;

import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rights without which a storage does not work: to purge {@code coffer_applied} takes UPDATE, as it locks what it deletes. */
final class NeededRights {
    /** The names of tables are put together here: written out they would be given a schema. */
    private static final String MISSING = """
            SELECT wanted.privilege, wanted.name, t.oid IS NOT NULL AS there
            FROM (
                SELECT 'coffer_' || r.name AS name, CAST(unnest(r.privileges) AS text) AS privilege
                FROM (VALUES
                    ('users', false, ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('sessions', false, ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('tokens', false, ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('key_values', false, ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('applied', false, ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('user_terms', false, ARRAY['SELECT', 'INSERT', 'DELETE']),
                    ('search', false, ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('audit', false, CASE WHEN :audit THEN ARRAY['SELECT'] END),
                    ('audit_pending', false, CASE WHEN :audit THEN ARRAY['SELECT'] END),
                    ('audit_head', false, CASE WHEN :audit THEN ARRAY['SELECT'] END),
                    ('audit_namespaces', false, CASE WHEN :audit THEN ARRAY['SELECT'] END),
                    ('versions', false, ARRAY['SELECT', 'USAGE']),
                    ('migration', true, ARRAY['SELECT']),
                    ('schema_history', true, ARRAY['SELECT'])) AS r (name, of_the_schema, privileges)
                WHERE :schemaCounts OR NOT r.of_the_schema
              ) AS wanted
              LEFT JOIN pg_catalog.pg_class t ON t.relname = wanted.name
                AND t.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = :schema)
            WHERE CASE t.relkind
                WHEN 'S' THEN has_sequence_privilege(coalesce(CAST(:role AS name), current_user), t.oid, wanted.privilege)
                ELSE has_table_privilege(coalesce(CAST(:role AS name), current_user), t.oid, wanted.privilege) END IS NOT TRUE
              AND (wanted.privilege = 'SELECT' OR NOT :readOnly)
            ORDER BY 2, 1
            """;

    /**
     * A right that is missing.
     *
     * @param privilege such as {@code DELETE}
     * @param table or sequence
     * @param there whether it is the right alone that is missing
     */
    record Missing(String privilege, String table, boolean there) {
        boolean isToRead() {
            return privilege.equals("SELECT");
        }

        @Override
        public String toString() {
            return privilege + " on " + table;
        }
    }

    private NeededRights() {}

    /** Those that the role at work lacks. */
    static List<Missing> missing(Handle handle, SchemaNames names, StorageConfig config) {
        return missing(handle, names, config, Optional.empty());
    }

    /** Those that another role lacks, if one is named. */
    static List<Missing> missing(Handle handle, SchemaNames names, StorageConfig config, Optional<String> role) {
        return handle.createQuery(MISSING)
                .bind("role", role.orElse(null))
                .bind("schema", names.schema())
                .bind("readOnly", config.readOnly())
                .bind("audit", config.audit().isPresent())
                .bind("schemaCounts", config.schemaMode() != SchemaMode.NONE)
                .map((row, context) ->
                        new Missing(row.getString("privilege"), row.getString("name"), row.getBoolean("there")))
                .list();
    }
}
