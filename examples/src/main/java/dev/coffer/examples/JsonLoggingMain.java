package dev.coffer.examples;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What is logged when something happens that is worth waking for; {@code logback.xml} makes JSON of it, on stderr. */
public final class JsonLoggingMain {
    private JsonLoggingMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            Path file = scratch.file("app.db");
            StorageConfig config = StorageConfig.forUrl("sqlite:" + file)
                    .lockTimeout(Duration.ofMillis(100))
                    .build();
            try (Storage storage = Storage.open(config)) {
                Files.delete(file);
                for (int call = 1; call <= 3; call++) {
                    try {
                        storage.keyValues().namespace("profiles").record("ada").put("theme", "dark");
                    } catch (Unavailable e) {
                        System.out.println("Call " + call + ": " + e.getMessage());
                    }
                }
            }
        }
    }
}
