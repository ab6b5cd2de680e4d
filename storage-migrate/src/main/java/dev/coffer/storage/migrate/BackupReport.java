package dev.coffer.storage.migrate;

import java.util.Optional;

/**
 * What a run of {@link Backups#write} did.
 *
 * @param backup what was made; empty if what was written is not what was read, which then is not kept
 * @param bytes how many the file has; 0 if there is none
 * @param written what was read, written and verified. A record that breaks a rule is not in the backup
 * @param pruned what became of the older ones
 */
public record BackupReport(Optional<BackupFile> backup, long bytes, MigrationReport written, PruneReport pruned) {

    /** {@return whether all that the source has is in the backup} */
    public boolean complete() {
        return backup.isPresent() && written.complete();
    }
}
