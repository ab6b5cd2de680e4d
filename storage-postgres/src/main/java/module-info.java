/** Coffer on PostgreSQL. */
module dev.coffer.storage.postgres {
    requires transitive dev.coffer.storage;
    requires transitive java.sql;
    requires dev.coffer.storage.jdbi;
    requires com.zaxxer.hikari;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.coffer.storage.postgres;

    provides dev.coffer.storage.spi.StorageProvider with
            dev.coffer.storage.postgres.PostgresStorageProvider;
}
