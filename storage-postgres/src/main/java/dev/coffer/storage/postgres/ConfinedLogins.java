package dev.coffer.storage.postgres;

import dev.coffer.storage.SchemaMismatch;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Who logs in to become the roles of row-level security, as far as that shows to others.
 *
 * @param roles of row-level security
 * @param names of those who log in
 */
record ConfinedLogins(RowSecurity.Roles roles, List<String> names) {
    /** Whom the system's role was granted to, also by a group, to log in and become it: not who made it, and may have granted it back. */
    private static final String NAMES = """
            WITH RECURSIVE members AS (
              SELECT r.oid, false AS logs_in, CAST('' AS name) AS name FROM pg_catalog.pg_roles r WHERE r.rolname = :system
              UNION
              SELECT m.oid, m.rolcanlogin, m.rolname
              FROM members g
                JOIN pg_catalog.pg_auth_members a ON a.roleid = g.oid AND NOT a.admin_option AND a.grantor <> a.member
                JOIN pg_catalog.pg_roles m ON m.oid = a.member
              WHERE NOT g.logs_in
            )
            SELECT name FROM members WHERE logs_in ORDER BY 1
            """;

    /** Of what setting up makes; a policy of another name is the host's. */
    private static final String LEFT_OVER = """
            SELECT to_regclass('coffer_user_namespaces') IS NOT NULL
              OR EXISTS (SELECT FROM pg_catalog.pg_trigger g
                WHERE g.tgrelid = to_regclass('coffer_users') AND g.tgname = 'coffer_own_' || 'address')
              OR EXISTS (SELECT FROM pg_catalog.pg_policy p
                WHERE p.polname IN ('all_rows', 'own_rows') AND p.polrelid IN (to_regclass('coffer_users'), to_regclass('coffer_sessions'),
                  to_regclass('coffer_tokens'), to_regclass('coffer_key_values'), to_regclass('coffer_applied'), to_regclass('coffer_user_terms')))
            """;

    static ConfinedLogins of(Handle handle, RowSecurity.Roles roles) {
        return new ConfinedLogins(
                roles,
                handle.createQuery(NAMES)
                        .bind("system", roles.system())
                        .mapTo(String.class)
                        .list());
    }

    /** What is wrong for any of them, or for anybody where there is none. */
    List<String> complaints(Handle handle) {
        return names.isEmpty()
                ? RowSecurity.complaints(handle, null, roles.system(), roles.user())
                : names.stream()
                        .flatMap(login -> RowSecurity.complaints(handle, login, roles.system(), roles.user()).stream())
                        .distinct()
                        .toList();
    }

    /** That there is none. */
    String nobody() {
        return "nobody who may log in is a member of " + roles.system();
    }

    /** Demands that, where row-level security is set up, a storage would open: for who opens none. */
    static void demandConfined(Handle handle) {
        List<String> complaints = RowSecurity.roles(handle)
                .map(roles -> of(handle, roles).all(handle))
                .orElseGet(() -> leftOver(handle));
        if (!complaints.isEmpty()) {
            throw new SchemaMismatch(
                    RowSecurity.message(complaints) + "; take that away, or run coffer row-level-security set-up again",
                    null);
        }
    }

    private List<String> all(Handle handle) {
        return Stream.concat(complaints(handle).stream(), names.isEmpty() ? Stream.of(nobody()) : Stream.empty())
                .toList();
    }

    private static List<String> leftOver(Handle handle) {
        return handle.createQuery(LEFT_OVER).mapTo(Boolean.class).one() ? List.of("it is set up in part") : List.of();
    }
}
