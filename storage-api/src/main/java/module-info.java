/** Coffer's public API and the interface its providers implement. */
module dev.coffer.storage {
    requires transitive org.jspecify;
    requires org.slf4j;
    requires bcrypt;
    requires static org.snakeyaml.engine;

    exports dev.coffer.storage;
    exports dev.coffer.storage.spi;

    uses dev.coffer.storage.spi.StorageProvider;
}
