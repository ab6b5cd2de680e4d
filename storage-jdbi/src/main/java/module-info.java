/** The SQL implementation that the database providers share. Not API: exported to them only. */
@SuppressWarnings("module") // the providers are compiled after this module
module dev.coffer.storage.jdbi {
    requires transitive dev.coffer.storage;
    requires transitive java.sql;
    requires transitive org.jdbi.v3.core;
    requires io.leangen.geantyref; // used by Jdbi, which as an automatic module cannot require it
    requires org.slf4j;
    requires tools.jackson.core;

    exports dev.coffer.storage.jdbi to
            dev.coffer.storage.postgres,
            dev.coffer.storage.sqlite;
}
