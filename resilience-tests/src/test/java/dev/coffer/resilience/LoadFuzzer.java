package dev.coffer.resilience;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.MigrationReport;
import dev.coffer.storage.migrate.Migrator;
import dev.coffer.storage.migrate.TableReport;
import dev.coffer.storage.spi.RecordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Any bytes as a dump that is loaded into a file of SQLite: what was loaded can be opened, and is as much as was told. */
public final class LoadFuzzer {
    private LoadFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Path directory = Files.createTempDirectory("load");
            Path dump = Files.write(directory.resolve(isCompressed(data) ? "any.ndjson.gz" : "any.ndjson"), data);
            Path rejects = directory.resolve("rejects.ndjson");
            String target = "sqlite:" + directory.resolve("app.db");
            try {
                Migrator migrator = Migrator.between(config("ndjson:" + dump), config(target))
                        .rejects(rejects);
                attempt(migrator::run).ifPresent(report -> demandLoaded(report, target));
            } finally {
                for (String name : new String[] {"any.ndjson", "any.ndjson.gz", "rejects.ndjson", "app.db"}) {
                    Files.deleteIfExists(directory.resolve(name));
                }
            }
            Files.delete(directory); // fails if anything is left
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void demandLoaded(MigrationReport report, String target) {
        demand(report.verification().orElseThrow().same(), "what was loaded is not what was read");
        long users = report.tables().stream()
                .filter(table -> table.kind() == RecordKind.USER)
                .mapToLong(TableReport::arrived)
                .sum();
        try (Storage storage = Storage.open(config(target))) {
            demand(storage.users().count() == users, "there are not as many users as were loaded");
        }
    }

    private static boolean isCompressed(byte[] data) {
        return data.length > 1 && data[0] == 0x1f && data[1] == (byte) 0x8b;
    }

    private static StorageConfig config(String url) {
        return StorageConfig.forUrl(url).poolSize(1).passwordCost(4).build();
    }
}
