/** Credentials out of HashiCorp Vault. */
module dev.coffer.storage.vault {
    requires transitive dev.coffer.storage;
    requires java.net.http;
    requires org.slf4j;
    requires tools.jackson.core;

    exports dev.coffer.storage.vault;
}
