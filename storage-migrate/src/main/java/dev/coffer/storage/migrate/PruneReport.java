package dev.coffer.storage.migrate;

import java.nio.file.Path;
import java.util.List;

/**
 * What became of older backups.
 *
 * @param deleted those that were not to be kept
 * @param warnings what somebody should look at, such as a backup that is damaged
 */
public record PruneReport(List<Path> deleted, List<String> warnings) {
    static final PruneReport NOTHING = new PruneReport(List.of(), List.of());

    /**
     * Copies the lists.
     *
     * @param deleted those that were not to be kept
     * @param warnings what somebody should look at
     */
    public PruneReport {
        deleted = List.copyOf(deleted);
        warnings = List.copyOf(warnings);
    }
}
