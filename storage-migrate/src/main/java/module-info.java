/** Copies, verifies, dumps and loads storages. */
module dev.coffer.storage.migrate {
    requires transitive dev.coffer.storage;

    exports dev.coffer.storage.migrate;
}
