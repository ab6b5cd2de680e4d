package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.jdbi.Checkpoints;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.jdbi.Schema;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables in a schema of a PostgreSQL database: made, upgraded and compared when it is opened. */
final class PostgresSchema {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSchema.class);

    /** Of advisory locks: "coffer" in ASCII; the second number is that of the schema's name. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('coffer'), hashtext(:schema))";

    /** Out of the catalogue: to_regclass would answer from a cache that does not know what was committed just now. */
    private static final String HAS_TABLE =
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = :schema AND tablename = :table)";

    private static final String ENCODING = "SHOW server_encoding";
    private static final String IS_THERE =
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = :schema)";
    private static final String MAY_CREATE_IT = "SELECT has_database_privilege(current_database(), 'CREATE')";
    private static final String MAY_CREATE_TABLES = "SELECT has_schema_privilege(CAST(:schema AS text), 'CREATE')";

    private final SchemaNames names;
    private final Schema schema;
    private final OwnerRole owner;

    PostgresSchema(SchemaNames names, List<Migration> migrations, OwnerRole owner) {
        this.names = names;
        this.owner = owner;
        schema = new Schema(migrations, names::qualify);
    }

    static List<Migration> migrations() {
        return Stream.of("V1__foundation.sql", "V2__search.sql", "V3__audit.sql")
                .map(script -> Migration.read(script, name -> PostgresSchema.class.getResourceAsStream(name)))
                .toList();
    }

    /** Does what the mode says, on a connection that waits as long as it takes. */
    void open(SchemaMode mode, Handle handle) {
        try {
            demandUnicode(handle);
            demandFinished(handle);
            switch (mode) {
                case MIGRATE -> migrate(handle);
                case VALIDATE -> validate(handle);
                case NONE -> {}
            }
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
    }

    /** Demands that no migration into the tables is on its way. */
    void demandFinished(Handle handle) {
        if (hasTable(handle, "coffer_migration")) {
            Checkpoints.demandFinished(handle);
        }
    }

    /** Whether there is such a schema in the database. */
    boolean isThere(Handle handle) {
        return is(handle, IS_THERE);
    }

    /** Whether it has the tables of this version. */
    boolean isCurrent(Handle handle) {
        return schema.isCurrent(handle, hasHistory(handle));
    }

    /** Makes what is missing, also where tables are half filled. */
    void make(Handle handle) throws SQLException {
        demandUnicode(handle);
        migrate(handle);
    }

    static void demandUnicode(Handle handle) {
        String encoding = handle.createQuery(ENCODING).mapTo(String.class).one();
        if (!encoding.equals("UTF8")) {
            throw new SchemaMismatch("the encoding of the database must be UTF8, and is " + encoding, null);
        }
    }

    /** Of many that open at once one migrates; the others wait for the lock and then find nothing left to do. */
    private void migrate(Handle handle) throws SQLException {
        if (isCurrent(handle)) {
            return;
        }
        Connections.inTransaction(handle.getConnection(), SessionSettings.MAINTENANCE, () -> {
            owner.assumeInTransaction(handle.getConnection());
            handle.createQuery(LOCK)
                    .bind("schema", names.schema())
                    .mapTo(String.class)
                    .findOne();
            boolean hasHistory = hasHistory(handle);
            if (!schema.isCurrent(handle, hasHistory)) {
                if (!is(handle, IS_THERE)) {
                    boolean may = handle.createQuery(MAY_CREATE_IT)
                            .mapTo(Boolean.class)
                            .one();
                    demand(may, "on the database, to make the schema ");
                    handle.execute(names.creation());
                }
                demand(is(handle, MAY_CREATE_TABLES), "on the schema ");
                schema.migrate(handle, hasHistory);
                LOG.atInfo().addKeyValue("schema", names.schema()).log("the tables are made or upgraded");
            }
            return handle;
        });
    }

    private void demand(boolean may, String where) {
        if (!may) {
            throw new AccessDenied("the role lacks the right CREATE " + where + names.schema(), null);
        }
    }

    private boolean is(Handle handle, String question) {
        return handle.createQuery(question)
                .bind("schema", names.schema())
                .mapTo(Boolean.class)
                .one();
    }

    /** Also compares what is there with what the migrations make. */
    void validate(Handle handle) {
        demandCurrent(handle);
        Schema.demandSame(SchemaObjects.difference(handle, names));
    }

    /** Demands the tables that records are read from, of this version or an earlier one. */
    void demandReadable(Handle handle) {
        try {
            demandUnicode(handle);
            demandFinished(handle);
            int seen = schema.seen(handle, hasHistory(handle)).migrations().size();
            RowSecurity.demandAllRows(handle);
            List<Migration> later =
                    schema.migrations().subList(seen, schema.migrations().size());
            Schema.demandReadable(
                    SchemaObjects.lacking(handle, names, later), SchemaObjects.difference(handle, names, later));
        } catch (RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
    }

    /** By the history alone. */
    void demandCurrent(Handle handle) {
        schema.validate(handle, hasHistory(handle));
    }

    private boolean hasHistory(Handle handle) {
        return hasTable(handle, "coffer_schema_history");
    }

    private boolean hasTable(Handle handle, String table) {
        return handle.createQuery(HAS_TABLE)
                .bind("schema", names.schema())
                .bind("table", table)
                .mapTo(Boolean.class)
                .one();
    }
}
