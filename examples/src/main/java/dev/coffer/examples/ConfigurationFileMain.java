package dev.coffer.examples;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Configuration from a file, with the environment over it and the code over both. */
public final class ConfigurationFileMain {
    private ConfigurationFileMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            Path file = scratch.file("coffer.yaml");
            Files.writeString(file, """
                    url: sqlite:%s
                    poolSize: 4
                    lockTimeout: 2s
                    readTimeout: 10s
                    """.formatted(scratch.file("app.db")));
            Map<String, String> environment = Map.of("COFFER_LOCK_TIMEOUT", "500ms", "COFFER_READ_TIMEOUT", "3s");

            StorageConfig config = StorageConfig.fromFile(file, environment).toBuilder()
                    .readTimeout(Duration.ofSeconds(1))
                    .build();
            try (Storage storage = Storage.open(config)) {
                storage.ping();
                System.out.println("From the file: " + config.poolSize() + " connections");
                System.out.println(
                        "From the environment: " + config.lockTimeout().toMillis() + " ms for a lock");
                System.out.println("From the code: " + config.readTimeout().toMillis() + " ms for a read");
            }

            Files.writeString(file, "url: sqlite:app.db\npool-size: 4\n");
            try {
                StorageConfig.fromFile(file);
            } catch (InvalidInput e) {
                System.out.println("Refused: " + e.getMessage());
            }
        }
    }
}
