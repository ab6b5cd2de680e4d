package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.jdbi.ResourceText;
import dev.coffer.storage.jdbi.SqlConnection;
import java.util.List;
import java.util.function.Function;

/**
 * Makes the roles and policies by which users are confined, or takes the policies away; see {@code row_level_security.sql}.
 *
 * @param owner of the tables
 */
record RowSecuritySetUp(OwnerRole owner) {
    private static final String ON = script("row_level_security.sql");
    private static final String REVOKE = script("row_level_security_revoke.sql");
    private static final String OFF = script("row_level_security_off.sql");
    private static final String NAMES = """
            SELECT set_config('coffer.system_role', ?, true), set_config('coffer.user_role', ?, true),
              set_config('coffer.login_role', ?, true)
            """;

    /** Before PostgreSQL 16 it is a role that inherits rights, and all of them, and not a membership. */
    private static final String WOULD_LOSE = """
            SELECT CASE WHEN r.rolinherit AND current_setting('server_version_num')::integer < 160000 AND EXISTS (
                SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                WHERE m.member = r.oid AND g.rolname NOT IN (?, ?)) THEN 1 ELSE 0 END
            FROM pg_catalog.pg_roles r WHERE r.rolname = ?
            """;

    /** The table is one that setting up makes. */
    private static final String IS_ON =
            "SELECT CASE WHEN to_regclass('coffer_user_namespaces') IS NULL THEN 0 ELSE 1 END";

    private static final String KEEP = """
            INSERT INTO coffer_user_namespaces (namespace) SELECT w.namespace FROM unnest(?) AS w (namespace) ON CONFLICT DO NOTHING
            """;

    private static String script(String name) {
        return ResourceText.read(name, resource -> RowSecuritySetUp.class.getResourceAsStream(resource));
    }

    /** A piece of work for a transaction: makes what is missing or other, and demands that it confines who logs in as this role. */
    Function<SqlConnection, SqlConnection> on(RowLevelSecurity wanted, String loginRole) {
        return connection -> {
            demandFit(connection, wanted, loginRole);
            PostgresAuditTriggers.lock(connection, owner);
            connection.findOne(
                    NAMES,
                    arguments -> arguments
                            .text(wanted.systemRole())
                            .text(wanted.userRole())
                            .text(loginRole),
                    row -> row.text(1));
            connection.update(REVOKE, arguments -> {});
            connection.update(ON, arguments -> {});
            SqlArray namespaces = Columns.texts(List.copyOf(wanted.userNamespaces()));
            connection.update(KEEP, arguments -> arguments.argument(namespaces));
            List<String> complaints =
                    RowSecurity.complaints(connection.handle(), loginRole, wanted.systemRole(), wanted.userRole());
            if (!complaints.isEmpty()) {
                throw new SchemaMismatch(RowSecurity.message(complaints), null);
            }
            return connection;
        };
    }

    private static void demandFit(SqlConnection connection, RowLevelSecurity wanted, String loginRole) {
        long loses = connection
                .findOne(
                        WOULD_LOSE,
                        arguments -> arguments
                                .text(wanted.systemRole())
                                .text(wanted.userRole())
                                .text(loginRole),
                        row -> row.number(1))
                .orElseThrow(() -> new InvalidInput("loginRole", "must be a role that the server has"));
        if (loses == 1) {
            throw new InvalidInput(
                    "loginRole",
                    "must not inherit rights of other roles on a server before PostgreSQL 16: it would lose them."
                            + " Take a role that is a member of none, or make it NOINHERIT first");
        }
    }

    /** A piece of work for a transaction: takes it all away, so that whoever has rights on the tables sees all rows; tells whether it was set up. */
    Function<SqlConnection, Boolean> off() {
        return connection -> {
            PostgresAuditTriggers.lock(connection, owner);
            boolean there = connection
                    .findOne(IS_ON, arguments -> {}, row -> row.number(1))
                    .filter(on -> on == 1)
                    .isPresent();
            connection.update(REVOKE, arguments -> {});
            connection.update(OFF, arguments -> {});
            return there;
        };
    }

    /** What the server says to who may not do all that. */
    static AccessDenied denied(AccessDenied refusal) {
        return new AccessDenied(
                "row-level security is set up and removed by a role that owns the tables, and may make roles and grant them to the one that logs in:"
                        + " CREATEROLE is not enough to grant to a superuser",
                refusal);
    }
}
