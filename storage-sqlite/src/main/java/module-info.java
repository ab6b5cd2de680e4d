/** Coffer on an embedded SQLite file. */
module dev.coffer.storage.sqlite {
    requires transitive dev.coffer.storage;
    requires transitive java.sql;
    requires dev.coffer.storage.jdbi;
    requires com.zaxxer.hikari;
    requires org.xerial.sqlitejdbc;
    requires org.slf4j;

    exports dev.coffer.storage.sqlite;

    provides dev.coffer.storage.spi.StorageProvider with
            dev.coffer.storage.sqlite.SqliteStorageProvider;
}
