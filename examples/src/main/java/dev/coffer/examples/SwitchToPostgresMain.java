package dev.coffer.examples;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.MigrationReport;
import dev.coffer.storage.migrate.Migrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An application that began on SQLite and is started with the URL of a PostgreSQL database one day: before it opens that, it moves
 * there what it has. The argument is the URL; the database should be an empty one.
 */
public final class SwitchToPostgresMain {
    private SwitchToPostgresMain() {}

    public static void main(String[] args) throws IOException {
        String url = args.length > 0 ? args[0] : StorageConfig.fromEnvironment().url();
        try (ScratchDirectory directory = new ScratchDirectory()) {
            Path file = directory.file("app.db");
            try (Storage storage = Storage.open("sqlite:" + file)) {
                storage.users().create(NewUser.withEmail("ada@example.org").password("correct horse battery"));
            }
            for (String start : new String[] {"first", "second"}) {
                try (Storage storage = open(url, file)) {
                    boolean known = storage.users()
                            .authenticate("ada@example.org", "correct horse battery")
                            .isPresent();
                    System.out.println("Her password is right at the " + start + " start: " + known);
                }
            }
        }
    }

    private static Storage open(String url, Path file) throws IOException {
        if (Files.exists(file)) {
            move(file, url);
            Files.move(file, file.resolveSibling("app.db.moved"));
        }
        return Storage.open(url);
    }

    private static void move(Path file, String url) {
        StorageConfig sqlite = StorageConfig.forUrl("sqlite:" + file).build();
        StorageConfig postgres = StorageConfig.forUrl(url).build();
        Path rejects = file.resolveSibling("rejects.ndjson");
        MigrationReport report = Migrator.between(sqlite, postgres)
                .rejects(rejects)
                .resuming() // if an earlier start was stopped in the middle of it
                .run();
        report.tables().forEach(table -> System.out.println("Moved " + table.arrived() + " of " + table.kind()));
        if (!report.complete()) {
            throw new IllegalStateException(report.rejected() + " records are not there: see " + rejects);
        }
    }
}
