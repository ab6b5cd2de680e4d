package dev.coffer.storage.sqlite;

import static dev.coffer.resilience.HostileCalls.attempt;
import static dev.coffer.resilience.HostileCalls.demand;

import dev.coffer.resilience.HostileTexts;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.util.List;

/** Any text as a URL of SQLite, and as parts of one. Nothing is opened. */
public final class SqliteUrlFuzzer {
    private SqliteUrlFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = HostileTexts.whole(data);
        for (String url : List.of(text, "sqlite:" + text, "jdbc:sqlite:" + text, "sqlite:app.db?" + text)) {
            attempt(() -> StorageConfig.forUrl(url).build().toString());
            attempt(() -> SqliteUrl.parse(url)).flatMap(SqliteUrl::file).ifPresent(SqliteUrlFuzzer::demandSound);
        }
    }

    /** The driver reads on behind a question mark, and gives some beginnings a meaning of its own. */
    private static void demandSound(Path file) {
        demand(file.isAbsolute(), "a path that depends on where the process is");
        demand(file.toString().indexOf('?') < 0, "a path with parameters");
    }
}
