package dev.coffer.storage.migrate;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.Migration.Earlier;
import dev.coffer.storage.migrate.Migration.Going;
import dev.coffer.storage.spi.RecordRules;
import java.util.Objects;
import java.util.Optional;

/**
 * Fills an empty storage with a backup, and verifies that all of it is there:
 *
 * <pre>{@code
 * MigrationReport report = Restore.of(BackupFile.at(file), storage).run();
 * }</pre>
 *
 * <p>From its first record on until all is verified, nobody can open the target as a storage. To stop it, interrupt its thread.
 * Immutable. Uses threads of its own beside the caller's.
 */
public final class Restore {
    private final BackupFile backup;
    private final StorageConfig target;
    private final Earlier earlier;
    private final MigrationListener listener;

    private Restore(BackupFile backup, StorageConfig target, Earlier earlier, MigrationListener listener) {
        this.backup = backup;
        this.target = target;
        this.earlier = earlier;
        this.listener = listener;
    }

    /**
     * {@return a restoration}
     *
     * @param backup what is to be there
     * @param target an empty storage, as for {@link Migrator#between}
     */
    public static Restore of(BackupFile backup, StorageConfig target) {
        return new Restore(
                Objects.requireNonNull(backup, "backup"),
                Objects.requireNonNull(target, "target"),
                Earlier.REFUSED,
                MigrationListener.NOBODY);
    }

    /** {@return the same, beginning anew where an earlier one stopped on its way} What that has brought is deleted. */
    public Restore restarting() {
        return new Restore(backup, target, Earlier.RESTARTED, listener);
    }

    /**
     * {@return the same, telling how far it is}
     *
     * @param listener is told
     */
    public Restore listener(MigrationListener listener) {
        return new Restore(backup, target, earlier, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Reads all of the backup, and only if it is good fills the target.
     *
     * @return what arrived, and that it is the same. If the verification finds a difference, the target stays unfinished
     * @throws dev.coffer.storage.InvalidInput if the target's URL is wrong
     * @throws SourceUnreadable if the backup is not good; the target is as it was
     * @throws TargetRefused if the target is not empty or cannot be filled; it is as it was
     * @throws MigrationInterrupted if the thread was interrupted, which it is then again, or the target failed on the way
     */
    public MigrationReport run() {
        RecordRules rules = target.recordRules(Ndjson::parse);
        return new Migration(
                        () -> backup.open(rules),
                        () -> target.provider().openTarget(target),
                        rules,
                        Optional.empty(),
                        earlier,
                        Going.ANEW,
                        listener)
                .run(false);
    }
}
