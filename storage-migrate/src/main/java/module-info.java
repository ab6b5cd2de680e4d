/** Copies, verifies, dumps and loads storages. */
module dev.coffer.storage.migrate {
    requires transitive dev.coffer.storage;
    requires java.sql; // for files of Torii
    requires tools.jackson.core;

    exports dev.coffer.storage.migrate;

    provides dev.coffer.storage.spi.StorageProvider with
            dev.coffer.storage.migrate.NdjsonProvider,
            dev.coffer.storage.migrate.ToriiProvider;
}
