package dev.coffer.storage.postgres;

import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rights without which a storage does not work: to purge {@code coffer_applied} takes UPDATE, as it locks what it deletes. */
final class NeededRights {
    /** The names of tables are put together here: written out they would be given a schema. */
    private static final String MISSING = """
            SELECT wanted.privilege, wanted.name, wanted.of_user, t.oid IS NOT NULL AS there
            FROM (
                SELECT 'coffer_' || r.name AS name, CAST(unnest(r.privileges) AS text) AS privilege, false AS of_user,
                    (SELECT g.oid FROM pg_catalog.pg_roles g WHERE g.rolname = coalesce(CAST(:role AS name), current_user)) AS role
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
                UNION ALL
                SELECT 'coffer_' || r.name, CAST(unnest(r.privileges) AS text), true, g.oid
                FROM pg_catalog.pg_roles g, (VALUES
                    ('users', ARRAY['SELECT', 'UPDATE', 'DELETE']),
                    ('sessions', ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('tokens', ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('key_values', ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
                    ('applied', ARRAY['SELECT', 'INSERT']),
                    ('user_terms', ARRAY['SELECT', 'INSERT', 'DELETE']),
                    ('search', ARRAY['SELECT']),
                    ('user_namespaces', ARRAY['SELECT']),
                    ('versions', ARRAY['SELECT', 'USAGE'])) AS r (name, privileges)
                WHERE g.rolname = CAST(:user AS name)
              ) AS wanted
              LEFT JOIN pg_catalog.pg_class t ON t.relname = wanted.name
                AND t.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = :schema)
            WHERE CASE t.relkind
                WHEN 'S' THEN has_sequence_privilege(wanted.role, t.oid, wanted.privilege)
                ELSE has_table_privilege(wanted.role, t.oid, wanted.privilege) END IS NOT TRUE
              AND (wanted.privilege = 'SELECT' OR NOT :readOnly)
            ORDER BY 3, 2, 1
            """;

    /**
     * A right that is missing.
     *
     * @param privilege such as {@code DELETE}
     * @param table or sequence
     * @param ofUser whether it is not the library's own work that needs it, but what is done in the name of a user
     * @param there whether it is the right alone that is missing
     */
    record Missing(String privilege, String table, boolean ofUser, boolean there) {
        boolean isToRead() {
            return privilege.equals("SELECT");
        }

        @Override
        public String toString() {
            return privilege + " on " + table + (ofUser ? " for the role of a user" : "");
        }
    }

    private NeededRights() {}

    /** Those that the role at work lacks, and where users are confined theirs. */
    static List<Missing> missing(Handle handle, SchemaNames names, StorageConfig config) {
        return missing(handle, names, config, Optional.empty());
    }

    /** Those that another role lacks, if one is named. */
    static List<Missing> missing(Handle handle, SchemaNames names, StorageConfig config, Optional<String> role) {
        return handle.createQuery(MISSING)
                .bind("role", role.orElse(null))
                .bind(
                        "user",
                        config.rowLevelSecurity()
                                .map(RowLevelSecurity::userRole)
                                .orElse(null))
                .bind("schema", names.schema())
                .bind("readOnly", config.readOnly())
                .bind("audit", config.audit().isPresent())
                .bind("schemaCounts", config.schemaMode() != SchemaMode.NONE)
                .map((row, context) -> new Missing(
                        row.getString("privilege"),
                        row.getString("name"),
                        row.getBoolean("of_user"),
                        row.getBoolean("there")))
                .list();
    }
}
