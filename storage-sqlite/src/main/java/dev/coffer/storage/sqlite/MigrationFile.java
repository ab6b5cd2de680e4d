package dev.coffer.storage.sqlite;

import dev.coffer.storage.SchemaMismatch;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file beside a database that a migration into it fills, and that takes its name in the end. */
final class MigrationFile {
    private static final String SUFFIX = ".migration";

    private MigrationFile() {}

    static Path beside(Path database) {
        return Path.of(database + SUFFIX);
    }

    /** Demands that no migration into the database is on its way. Looks at names only. */
    static void demandNone(Path database) {
        Path filled = beside(database);
        if (Files.exists(filled)) {
            throw new SchemaMismatch(
                    "a migration into this database has not finished: resume it, or delete " + filled.getFileName()
                            + " to give it up",
                    null);
        }
    }
}
