/** What storages tell their listener, as Micrometer's meters and observations. */
module dev.coffer.storage.micrometer {
    requires transitive dev.coffer.storage;
    requires static transitive dev.coffer.storage.migrate;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;

    exports dev.coffer.storage.micrometer;
}
