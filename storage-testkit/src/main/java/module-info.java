/** The contract that every storage provider must pass, as JUnit tests. */
module dev.coffer.storage.testkit {
    requires transitive dev.coffer.storage;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;

    exports dev.coffer.storage.testkit;

    opens dev.coffer.storage.testkit to
            org.junit.platform.commons;

    uses dev.coffer.storage.spi.StorageProvider;
}
