package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Whether the server confines users as a storage expects, and nobody gets around it. */
final class RowSecurity {
    private static final int TOLD = 3;

    /** Ours is on if there is the policy by which the library's own work sees all rows. */
    private static final String ROLES = """
            SELECT pg_get_userbyid(a.polroles[1]) AS system_role, pg_get_userbyid(o.polroles[1]) AS user_role,
              pg_get_userbyid(a.polroles[1]) = current_user AS at_work
            FROM pg_catalog.pg_policy a JOIN pg_catalog.pg_policy o ON o.polrelid = a.polrelid
            WHERE a.polrelid = to_regclass('coffer_users') AND a.polname = 'all_rows' AND o.polname = 'own_rows'
            """;

    /** And where else than in the current schema it is set up for that role, as a schema may be found by the name of the role at work. */
    private static final String AT_WORK = """
            SELECT current_user, (
              SELECT string_agg(n.nspname, ', ' ORDER BY n.nspname)
              FROM pg_catalog.pg_policy p
                JOIN pg_catalog.pg_class t ON t.oid = p.polrelid AND t.relname = 'coffer_' || 'users'
                JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
              WHERE p.polname = 'all_rows' AND pg_get_userbyid(p.polroles[1]) = current_user
              HAVING bool_and(n.nspname IS DISTINCT FROM current_schema()))
            """;

    private static final String ACTIVE = """
            SELECT coalesce(bool_or(row_security_active(t.oid)), false)
            FROM pg_catalog.pg_class t WHERE t.oid IN (to_regclass('coffer_users'), to_regclass('coffer_sessions'),
              to_regclass('coffer_tokens'), to_regclass('coffer_key_values'))
            """;

    /** Whether it fails, or finds less than it is to, who knows nothing of it: without ours the policies are the host's to know. */
    private static final String HIDES = """
            SELECT coalesce(bool_or(row_security_active(t.oid)), false) AND (current_setting('row_security') = 'off' OR EXISTS (
              SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = to_regclass('coffer_users') AND p.polname = 'all_rows'))
            FROM pg_catalog.pg_class t WHERE t.oid IN (to_regclass('coffer_users'), to_regclass('coffer_sessions'),
              to_regclass('coffer_tokens'), to_regclass('coffer_key_values'))
            """;

    /** What takes no look at what the policies say: that can only be changed by who could as well switch it off. */
    private static final String IS_SET_UP = """
            SELECT count(*) = 6
            FROM pg_catalog.pg_class t
            WHERE t.oid IN (to_regclass('coffer_users'), to_regclass('coffer_sessions'), to_regclass('coffer_tokens'),
                to_regclass('coffer_key_values'), to_regclass('coffer_applied'), to_regclass('coffer_user_terms'))
              AND t.relrowsecurity AND t.relforcerowsecurity
              AND (SELECT string_agg(concat_ws(' ', p.polname, p.polcmd, p.polpermissive, p.polroles), '; ' ORDER BY p.polname)
                  FROM pg_catalog.pg_policy p WHERE p.polrelid = t.oid)
                = (SELECT concat_ws(' ', 'all_rows', '*', true, ARRAY[s.oid]) || '; ' || concat_ws(' ', 'own_rows', '*', true, ARRAY[u.oid])
                  FROM pg_catalog.pg_roles s, pg_catalog.pg_roles u WHERE s.rolname = :system AND u.rolname = :user)
            """;

    /** The names of tables are put together here: written out they would be given a schema. */
    private static final String COMPLAINTS = """
            WITH RECURSIVE home AS (
              SELECT c.relnamespace AS oid, n.nspname AS name
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE c.oid = CAST('coffer_users' AS regclass)
            ),
            wanted AS (
              SELECT 'coffer_' || w.name AS name, format(w.own_rows, '(NULLIF(current_setting(''coffer.user_id''::text, true), ''''::text))::uuid', 'coffer_') AS own_rows
              FROM (VALUES
                ('users', '(id = ( SELECT %1$s AS "nullif"))'),
                ('sessions', '(user_id = ( SELECT %1$s AS "nullif"))'),
                ('tokens', '(user_id = ( SELECT %1$s AS "nullif"))'),
                ('key_values', '((id = ( SELECT (u.id)::text AS id FROM %2$susers u WHERE (u.id = %1$s)))'
                  || ' AND (namespace IN ( SELECT n.namespace FROM %2$suser_namespaces n)))'),
                ('applied', '("left"(key, 37) = ( SELECT (u.id || '':''::text) FROM %2$susers u WHERE (u.id = %1$s)))'),
                ('user_terms', '(canonical_email = ( SELECT u.canonical_email FROM %2$susers u WHERE (u.id = %1$s)))')
              ) AS w (name, own_rows)
            ),
            tables AS (
              SELECT w.name, w.own_rows, c.oid, c.relowner, c.relrowsecurity, c.relforcerowsecurity
              FROM wanted w CROSS JOIN home JOIN pg_catalog.pg_class c ON c.relnamespace = home.oid AND c.relname = w.name
            ),
            roles AS (
              SELECT w.kind, w.name, r.oid
              FROM (VALUES ('login', :login), ('system', :system), ('user', :user)) AS w (kind, name)
                LEFT JOIN pg_catalog.pg_roles r ON r.rolname = w.name
              WHERE w.name IS NOT NULL
            ),
            audited AS (
              SELECT a.oid FROM home JOIN pg_catalog.pg_class a ON a.relnamespace = home.oid AND a.relkind = 'r' AND a.relname ~ '^coffer.audit'
            ),
            ours AS (
              SELECT t.oid, false AS of_audit FROM tables t
              UNION ALL
              SELECT a.oid, true FROM audited a
              UNION ALL
              SELECT i.inhrelid, o.of_audit FROM ours o JOIN pg_catalog.pg_inherits i ON i.inhparent = o.oid
            ),
            seen_through AS (
              SELECT o.oid, o.of_audit FROM ours o
              UNION
              SELECT n.oid, s.of_audit
              FROM seen_through s CROSS JOIN LATERAL (
                SELECT v.oid
                FROM pg_catalog.pg_depend d
                  JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid
                  JOIN pg_catalog.pg_class v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm')
                WHERE d.refclassid = CAST('pg_catalog.pg_class' AS regclass) AND d.refobjid = s.oid
                  AND d.classid = CAST('pg_catalog.pg_rewrite' AS regclass)
                UNION ALL
                SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = s.oid) AS n
            ),
            readable AS (
              SELECT s.oid, s.of_audit, v.relname, v.relkind, r.kind, r.name
              FROM seen_through s JOIN pg_catalog.pg_class v ON v.oid = s.oid, roles r
              WHERE r.kind <> 'system'
                AND (v.relkind <> 'v' OR NOT EXISTS (
                  SELECT FROM pg_options_to_table(v.reloptions) o
                  WHERE o.option_name = 'security_invoker' AND CAST(o.option_value AS boolean)))
                AND (has_any_column_privilege(r.oid, v.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege(r.oid, v.oid, 'DELETE'))
            )
            SELECT complaint FROM (
              SELECT 1 AS place, 'there is no role ' || r.name AS complaint FROM roles r WHERE r.oid IS NULL
              UNION ALL
              SELECT 2, 'the role ' || r.name || ' sees all rows: it is, or can become, ' || p.rolname
                || ', which is a superuser or has BYPASSRLS'
              FROM roles r JOIN pg_catalog.pg_roles p ON (p.rolsuper OR p.rolbypassrls) AND pg_has_role(r.oid, p.oid, 'MEMBER')
              UNION ALL
              SELECT 2, 'the role ' || r.name || ' can become any role: it is, or can become, ' || p.rolname || ', which has CREATEROLE'
              FROM roles r JOIN pg_catalog.pg_roles p ON p.rolcreaterole AND NOT p.rolsuper AND pg_has_role(r.oid, p.oid, 'MEMBER')
              WHERE current_setting('server_version_num')::integer < 160000
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles s WHERE s.oid = r.oid AND s.rolsuper)
              UNION ALL
              SELECT DISTINCT 3, 'the role ' || r.name || ' can switch it off: it is, or can become, '
                || pg_get_userbyid(t.relowner) || ', which owns the tables'
              FROM roles r JOIN tables t ON pg_has_role(r.oid, t.relowner, 'MEMBER')
              UNION ALL
              SELECT 4, 'the role ' || l.name || ' has the rights of ' || r.name || ' without becoming it: set it up again, or take the INHERIT away'
              FROM roles l JOIN roles r ON r.kind <> 'login' AND pg_has_role(l.oid, r.oid, 'USAGE') WHERE l.kind = 'login'
              UNION ALL
              SELECT 5, 'the role ' || l.name || ' is no member of ' || r.name
              FROM roles l JOIN roles r ON r.kind <> 'login' AND NOT pg_has_role(l.oid, r.oid, 'MEMBER') WHERE l.kind = 'login'
              UNION ALL
              SELECT 6, 'the role ' || u.name || ' is a member of ' || s.name
              FROM roles u JOIN roles s ON s.kind = 'system' AND pg_has_role(u.oid, s.oid, 'MEMBER') WHERE u.kind = 'user'
              UNION ALL
              SELECT 7, 'row-level security is off for ' || t.name FROM tables t WHERE NOT t.relrowsecurity
              UNION ALL
              SELECT 8, 'row-level security is not forced for ' || t.name FROM tables t WHERE t.relrowsecurity AND NOT t.relforcerowsecurity
              UNION ALL
              SELECT 9, 'the policies of ' || t.name || ' are others than ours'
              FROM tables t,
                LATERAL (
                  SELECT string_agg(concat_ws(' ', p.polname, p.polcmd, p.polpermissive, p.polroles, shown.rows, shown.written), '; '
                    ORDER BY p.polname) AS text
                  FROM pg_catalog.pg_policy p, home, LATERAL (SELECT
                    regexp_replace(replace(pg_get_expr(p.polqual, p.polrelid), quote_ident(home.name) || '.coffer_', 'coffer_'), '\\s+', ' ', 'g') AS rows,
                    regexp_replace(replace(pg_get_expr(p.polwithcheck, p.polrelid), quote_ident(home.name) || '.coffer_', 'coffer_'), '\\s+', ' ', 'g') AS written) AS shown
                  WHERE p.polrelid = t.oid) AS present,
                LATERAL (
                  SELECT concat_ws(' ', 'all_rows', '*', true, ARRAY[s.oid], 'true', 'true') || '; '
                    || concat_ws(' ', 'own_rows', '*', true, ARRAY[u.oid], t.own_rows, t.own_rows) AS text
                  FROM roles s, roles u WHERE s.kind = 'system' AND u.kind = 'user') AS right_ones
              WHERE present.text IS DISTINCT FROM right_ones.text
              UNION ALL
              SELECT 10, 'no trigger keeps a user from changing an address'
              FROM home
              WHERE NOT EXISTS (
                SELECT FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_proc f ON f.oid = g.tgfoid
                WHERE g.tgrelid = CAST('coffer_users' AS regclass) AND g.tgenabled IN ('O', 'A') AND f.pronamespace = home.oid
                  AND g.tgname = 'coffer_own_' || 'address' AND f.proname = 'coffer_refuse_' || 'address'
                  AND g.tgargs = convert_to(:user, 'UTF8') || '\\000')
              UNION ALL
              SELECT DISTINCT 11, 'the role ' || r.name || ' has ' || p.privilege || ' on ' || t.name
              FROM tables t, roles r, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (privilege)
              WHERE r.kind <> 'system' AND has_table_privilege(r.oid, t.oid, p.privilege)
              UNION ALL
              SELECT 12, 'the role ' || r.name || ' may add users'
              FROM roles r WHERE r.kind = 'user' AND has_any_column_privilege(r.oid, CAST('coffer_users' AS regclass), 'INSERT')
              UNION ALL
              SELECT 13, 'the role ' || r.name || ' sees all rows through the '
                || CASE r.relkind WHEN 'v' THEN 'view ' || r.relname || ', which lacks security_invoker'
                  WHEN 'm' THEN 'view ' || r.relname || ', which is materialized'
                  ELSE 'table ' || r.relname || ', which inherits or is inherited from: the policies of that one count' END
              FROM readable r
              WHERE NOT r.of_audit AND r.oid NOT IN (SELECT t.oid FROM tables t)
              UNION ALL
              SELECT 14, t.name || ' has the rule ' || w.rulename || ', which makes other statements of ours'
              FROM tables t JOIN pg_catalog.pg_rewrite w ON w.ev_class = t.oid
              UNION ALL
              SELECT DISTINCT 15, 'the role ' || r.name || ' changes all rows through the rule ' || w.rulename || ' of ' || v.relname
              FROM seen_through s
                JOIN pg_catalog.pg_depend d ON d.refclassid = CAST('pg_catalog.pg_class' AS regclass) AND d.refobjid = s.oid
                  AND d.classid = CAST('pg_catalog.pg_rewrite' AS regclass)
                JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid AND w.ev_type <> '1' AND w.ev_class <> s.oid
                JOIN pg_catalog.pg_class v ON v.oid = w.ev_class AND v.oid NOT IN (SELECT t.oid FROM tables t), roles r
              WHERE r.kind <> 'system' AND NOT s.of_audit
                AND (has_any_column_privilege(r.oid, v.oid, 'INSERT, UPDATE') OR has_table_privilege(r.oid, v.oid, 'DELETE'))
              UNION ALL
              SELECT 16, 'the role ' || r.name || ' has rights on ' || r.relname || ', which tells of all users'
              FROM readable r WHERE r.of_audit AND r.kind = 'user'
              UNION ALL
              SELECT 17, 'the role ' || r.name || ' may remove records of the audit log by ' || f.proname
              FROM roles r, home JOIN pg_catalog.pg_proc f ON f.pronamespace = home.oid AND f.proname = 'coffer_audit_' || 'prune'
              WHERE r.kind = 'user' AND has_function_privilege(r.oid, f.oid, 'EXECUTE')
            ) AS found
            ORDER BY place, complaint
            """;

    /**
     * In the schema that is configured, else the one in which who has logged in finds tables, else the only one that is set up.
     * Only where it makes a difference: not for who sees all rows anyway, nor for the owner, who may take rights but not this role on.
     */
    private static final String ASSUME = """
            SELECT set_config('role', min(found.rolname), ?), set_config('row_security', 'on', ?)
            FROM (
              SELECT DISTINCT r.rolname
              FROM pg_catalog.pg_class t
                JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
                JOIN pg_catalog.pg_policy p ON p.polrelid = t.oid AND p.polname = 'all_rows'
                JOIN pg_catalog.pg_roles r ON r.oid = p.polroles[1]
              WHERE t.relname = 'coffer_users'
                AND n.nspname = coalesce(?,
                  (SELECT s.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
                    WHERE c.oid = to_regclass('coffer_users')),
                  n.nspname)
                AND pg_has_role(session_user, r.oid, 'MEMBER')
                AND NOT pg_has_role(session_user, t.relowner, 'MEMBER')
                AND NOT (SELECT u.rolbypassrls FROM pg_catalog.pg_roles u WHERE u.rolname = session_user)
            ) AS found
            HAVING count(*) = 1
            """;

    private static final String NAMESPACES = """
            SELECT w.namespace FROM unnest(CAST(:wanted AS text[])) AS w (namespace)
            WHERE w.namespace NOT IN (SELECT n.namespace FROM coffer_user_namespaces n)
            ORDER BY 1
            """;

    private RowSecurity() {}

    /**
     * The roles that users are confined by in a database.
     *
     * @param isAtWork whether the connection is the system's
     */
    record Roles(String system, String user, boolean isAtWork) {
        boolean are(RowLevelSecurity wanted) {
            return system.equals(wanted.systemRole()) && user.equals(wanted.userRole());
        }
    }

    /** Those of our policies, if they are there. */
    static Optional<Roles> roles(Handle handle) {
        return handle.createQuery(ROLES)
                .map((row, context) ->
                        new Roles(row.getString("system_role"), row.getString("user_role"), row.getBoolean("at_work")))
                .findOne();
    }

    /** What is wrong with it for whoever logs in as this role, or without one for anybody. */
    static List<String> complaints(Handle handle, @Nullable String login, String systemRole, String userRole) {
        return handle.createQuery(COMPLAINTS)
                .bind("login", login)
                .bind("system", systemRole)
                .bind("user", userRole)
                .mapTo(String.class)
                .list();
    }

    /** Becomes the role of the library's own work, if who has logged in needs it to see all rows, and may: by a policy, which is then no error. */
    static void assume(Connection connection, StorageConfig config, boolean inTransaction) throws SQLException {
        try (PreparedStatement assume = connection.prepareStatement(ASSUME)) {
            assume.setBoolean(1, inTransaction);
            assume.setBoolean(2, inTransaction);
            assume.setString(3, config.schema().orElse(null));
            assume.execute();
        }
    }

    /** Whether row-level security is on for the role that is at work, even if a policy shows it all rows. */
    static boolean isActive(Handle handle) {
        return handle.createQuery(ACTIVE).mapTo(Boolean.class).one();
    }

    /** Whether rows are hidden from a storage that is open and was not to have any hidden. */
    static boolean hides(Handle handle) {
        return handle.createQuery(HIDES).mapTo(Boolean.class).one();
    }

    /** Whether it is on for all of the tables, with these roles and nobody else's policies. */
    static boolean isSetUp(Handle handle, RowLevelSecurity wanted) {
        return handle.createQuery(IS_SET_UP)
                .bind("system", wanted.systemRole())
                .bind("user", wanted.userRole())
                .mapTo(Boolean.class)
                .one();
    }

    /** Demands that no row is hidden from the role that is at work. */
    static void demandAllRows(Handle handle) {
        if (isActive(handle) && roles(handle).filter(Roles::isAtWork).isEmpty()) {
            throw hidden();
        }
    }

    static AccessDenied hidden() {
        return new AccessDenied(
                "row-level security is on for this role: use one with BYPASSRLS, a superuser"
                        + " or, to read, the one that the application logs in as",
                null);
    }

    /**
     * Demands that users are confined if the configuration says so.
     *
     * @throws SchemaMismatch naming what is wrong
     */
    static void demand(Database database, StorageConfig config) {
        config.rowLevelSecurity().ifPresent(confined -> {
            List<String> complaints = database.read(connection -> complaints(connection.handle(), confined));
            if (!complaints.isEmpty()) {
                throw new SchemaMismatch(message(complaints), null);
            }
        });
    }

    /** Demands that it is not on in the database if the configuration knows nothing of it: who sets it up upgrades the tables, too. */
    static void demandNoneUnasked(Handle handle, StorageConfig config) {
        if (config.rowLevelSecurity().isEmpty() && roles(handle).isPresent()) {
            throw new SchemaMismatch(
                    message(
                            List.of(
                                    "it is on in the database, and rowLevelSecurity not in the configuration; to upgrade the tables set it up again")),
                    null);
        }
    }

    /** Demands that the role of the library's own work, if there is one, has the rights that tables of this version take. */
    static void demandRights(Handle handle, SchemaNames names, StorageConfig config) {
        roles(handle).map(Roles::system).ifPresent(system -> {
            List<NeededRights.Missing> missing = NeededRights.missing(handle, names, config, Optional.of(system));
            if (!missing.isEmpty()) {
                throw new SchemaMismatch(
                        "row-level security has to be set up again: " + system + " lacks "
                                + Listed.of(missing.stream()
                                        .map(NeededRights.Missing::toString)
                                        .toList()),
                        null);
            }
        });
    }

    /** Demands that who connects has become the role of the library's own work, as connections of our own have. */
    static void demandRole(Connection connection, StorageConfig config) throws SQLException {
        if (config.rowLevelSecurity().isEmpty()) {
            return;
        }
        String wanted = config.rowLevelSecurity().get().systemRole();
        try (Statement statement = connection.createStatement();
                ResultSet role = statement.executeQuery(AT_WORK)) {
            if (!role.next() || !wanted.equals(role.getString(1))) {
                throw new SchemaMismatch(
                        "row-level security: connections must begin as the role " + wanted
                                + ": who makes them has to SET ROLE, as by connectionInitSql of a pool or connect_query of PgBouncer",
                        null);
            }
            String elsewhere = role.getString(2);
            if (elsewhere != null && config.schema().isEmpty()) {
                throw new SchemaMismatch(
                        "row-level security: it is not set up in the current schema, but in " + elsewhere
                                + ": name that as the schema. What search_path finds by \"$user\" is that of the role at work",
                        null);
            }
        }
    }

    /** What to do about complaints. */
    static String message(List<String> complaints) {
        return "row-level security: "
                + String.join("; ", complaints.subList(0, Math.min(TOLD, complaints.size())))
                + (complaints.size() > TOLD ? "; and " + (complaints.size() - TOLD) + " more" : "");
    }

    private static List<String> complaints(Handle handle, RowLevelSecurity confined) {
        Optional<Roles> present = roles(handle);
        if (present.isEmpty()) {
            return List.of("it is not set up in the database");
        }
        if (!present.get().are(confined)) {
            return List.of("it is set up in the database with the roles "
                    + present.get().system() + " and " + present.get().user());
        }
        String login =
                handle.createQuery("SELECT session_user").mapTo(String.class).one();
        List<String> complaints = complaints(handle, login, confined.systemRole(), confined.userRole());
        if (!complaints.isEmpty()) {
            return complaints;
        }
        return handle.createQuery(NAMESPACES)
                .bind("wanted", Columns.texts(List.copyOf(confined.userNamespaces())))
                .mapTo(String.class)
                .map(namespace -> "the namespace " + namespace + " is not set up in the database")
                .list();
    }
}
