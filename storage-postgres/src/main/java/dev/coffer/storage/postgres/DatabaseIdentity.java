package dev.coffer.storage.postgres;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What tells the tables of a schema from all others, however their server is reached. */
final class DatabaseIdentity {
    private static final String MAY_ASK_FOR_NUMBER =
            "SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')";

    /** The same on a server and its standbys. */
    private static final String NUMBER = "SELECT CAST(system_identifier AS text) FROM pg_catalog.pg_control_system()";

    private static final String STARTED = "SELECT pg_postmaster_start_time()";
    private static final String DATABASE = "SELECT current_database()";

    private DatabaseIdentity() {}

    static String of(Handle handle, SchemaNames names) {
        return "PostgreSQL " + server(handle) + ", database " + text(handle, DATABASE) + ", schema " + names.schema();
    }

    /** Where they were found by this URL, for people. */
    static String location(RecordConnections connections, Handle handle, SchemaNames names) {
        return "postgresql://" + connections.hosts() + "/" + text(handle, DATABASE) + ", schema " + names.schema();
    }

    private static String server(Handle handle) {
        boolean mayAsk =
                handle.createQuery(MAY_ASK_FOR_NUMBER).mapTo(Boolean.class).one();
        return mayAsk
                ? text(handle, NUMBER)
                : "started at "
                        + handle.createQuery(STARTED).mapTo(Instant.class).one();
    }

    private static String text(Handle handle, String question) {
        return handle.createQuery(question).mapTo(String.class).one();
    }
}
