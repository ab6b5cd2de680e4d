package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.util.List;
import java.util.Optional;

/** What the role may do: neither less than the library needs nor much more. */
final class RoleChecks {
    private static final String MAY_USE_SCHEMA = "SELECT has_schema_privilege(CAST(:schema AS text), 'USAGE')";

    private static final String POWERS = """
            SELECT power.name
            FROM pg_catalog.pg_roles r, unnest(
                ARRAY['SUPERUSER', 'CREATEROLE', 'CREATEDB', 'REPLICATION', 'BYPASSRLS'],
                ARRAY[r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls]) AS power (name, has)
            WHERE r.rolname = current_user AND power.has
            UNION ALL
            SELECT 'the rights of ' || p.rolname
            FROM pg_catalog.pg_roles p
            WHERE p.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files',
                'pg_read_all_data', 'pg_write_all_data')
              AND pg_has_role(p.oid, 'USAGE')
              AND NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
            """;

    private static final String OF_OTHERS = """
            SELECT t.relname
            FROM pg_catalog.pg_class t
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            WHERE n.nspname = :schema AND t.relname LIKE 'coffer\\_%' AND t.relkind IN ('r', 'S')
              AND pg_get_userbyid(t.relowner) <> :owner
            ORDER BY 1
            """;
    private static final String IS_MEMBER = "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles"
            + " WHERE rolname = :owner AND pg_has_role(oid, 'MEMBER'))";

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("role-rights", RoleChecks::rights),
            new Check<>("role-powers", RoleChecks::powers),
            new Check<>("schema-owner", RoleChecks::owner));

    private RoleChecks() {}

    private static Verdict rights(Examination examined) {
        String schema = examined.schema().schema();
        boolean maySee = examined.handle()
                .createQuery(MAY_USE_SCHEMA)
                .bind("schema", schema)
                .mapTo(Boolean.class)
                .one();
        if (!maySee) {
            return Verdict.fail(
                    "the role lacks USAGE on the schema " + schema,
                    "GRANT USAGE ON SCHEMA " + schema + " TO " + examined.role());
        }
        SchemaChecks.demandAny(SchemaObjects.present(examined.handle(), examined.schema()));
        List<String> missing = NeededRights.missing(examined.handle(), examined.schema(), examined.config()).stream()
                .filter(NeededRights.Missing::there) // else it is another check's to say
                .map(NeededRights.Missing::toString)
                .toList();
        if (missing.isEmpty()) {
            return Verdict.ok("the role may read and write the tables");
        }
        String to = " IN SCHEMA " + schema + " TO " + examined.role();
        return Verdict.fail(
                "the role lacks " + Listed.of(missing),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES" + to + "; GRANT SELECT, USAGE ON ALL SEQUENCES"
                        + to);
    }

    private static Verdict powers(Examination examined) {
        List<String> powers =
                examined.handle().createQuery(POWERS).mapTo(String.class).list();
        if (powers.isEmpty()) {
            return Verdict.ok("none beyond its tables");
        }
        return Verdict.warn(
                "the role has " + Listed.of(powers),
                "use a role of its own, that owns the tables and is nothing else: CREATE ROLE … LOGIN");
    }

    private static Verdict owner(Examination examined) {
        Optional<String> named = examined.config().schemaOwner();
        if (named.isEmpty()) {
            return Verdict.ok("none named");
        }
        String owner = named.get();
        boolean member = examined.handle()
                .createQuery(IS_MEMBER)
                .bind("owner", owner)
                .mapTo(Boolean.class)
                .one();
        if (!member) {
            return Verdict.fail(
                    "the role is no member of " + owner + ", or there is none: the tables cannot be made or upgraded",
                    "CREATE ROLE " + owner + ", then GRANT " + owner + " TO " + examined.role());
        }
        List<String> others = examined.handle()
                .createQuery(OF_OTHERS)
                .bind("schema", examined.schema().schema())
                .bind("owner", owner)
                .mapTo(String.class)
                .list();
        return others.isEmpty()
                ? Verdict.ok(owner + " owns the tables")
                : Verdict.warn(
                        "another role than " + owner + " owns " + Listed.of(others),
                        "of each: ALTER TABLE " + examined.schema().qualified(others.get(0)) + " OWNER TO " + owner);
    }
}
