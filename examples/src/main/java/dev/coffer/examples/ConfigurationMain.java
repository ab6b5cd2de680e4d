package dev.coffer.examples;

import dev.coffer.storage.Limits;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Configuration: in code, or by environment variables. */
public final class ConfigurationMain {
    private ConfigurationMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            String url = "sqlite:" + scratch.file("app.db");

            StorageConfig config = StorageConfig.forUrl(url)
                    .poolSize(4)
                    .lockTimeout(Duration.ofSeconds(2))
                    .limits(Limits.defaults().withValueBytes(64 * 1024))
                    .build();
            try (Storage storage = Storage.open(config)) {
                System.out.println("A value has at most " + storage.limits().valueBytes() + " bytes");
            }

            // Without an argument it reads the environment of this process.
            StorageConfig fromEnvironment = StorageConfig.fromEnvironment(
                    Map.of("COFFER_URL", url, "COFFER_SCHEMA_MODE", "validate", "COFFER_LOCK_TIMEOUT", "500ms"));
            try (Storage storage = Storage.open(fromEnvironment)) {
                storage.ping();
                System.out.println("Opened with " + SchemaMode.VALIDATE + ": "
                        + (fromEnvironment.schemaMode() == SchemaMode.VALIDATE));
            }
        }
    }
}
