package dev.coffer.storage.migrate;

import dev.coffer.storage.StorageConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The backups of a storage, in a directory of their own:
 *
 * <pre>{@code
 * BackupReport report = Backups.in(directory).keeping(new Retention(0, 7, 4, 12)).write(storage);
 * }</pre>
 *
 * <p>A backup is a compressed dump, {@code coffer-20261122T093000Z.ndjson.gz}, or {@code ….ndjson.gz.age} if it is encrypted, with
 * mode 0600. It has that name only when it is whole, durable and verified; beside it is its SHA-256 in {@code ….sha256}, as {@code sha256sum}
 * writes it. Files with other names are left alone. Immutable.
 */
public final class Backups {
    private final Path directory;
    private final Optional<BackupCipher> cipher;
    private final Optional<Retention> retention;
    private final MigrationListener listener;

    private Backups(
            Path directory, Optional<BackupCipher> cipher, Optional<Retention> retention, MigrationListener listener) {
        this.directory = directory;
        this.cipher = cipher;
        this.retention = retention;
        this.listener = listener;
    }

    /**
     * {@return the backups in this directory; new ones are not encrypted, and none is deleted}
     *
     * @param directory is there, and has the backups of one storage alone
     */
    public static Backups in(Path directory) {
        return new Backups(
                Objects.requireNonNull(directory, "directory"),
                Optional.empty(),
                Optional.empty(),
                MigrationListener.NOBODY);
    }

    /**
     * {@return the same, encrypting new ones}
     *
     * @param recipients who can decrypt them
     */
    public Backups encryptedFor(BackupCipher recipients) {
        return new Backups(directory, Optional.of(recipients), retention, listener);
    }

    /**
     * {@return the same, deleting older ones after a new one that is {@linkplain BackupReport#complete complete}} One is deleted only if
     * the next newer one that is kept passes its {@linkplain BackupFile#check check}. If the directory has backups of another
     * storage, none is.
     *
     * @param retention which are kept
     */
    public Backups keeping(Retention retention) {
        return new Backups(directory, cipher, Optional.of(retention), listener);
    }

    /**
     * {@return the same, telling how far it is}
     *
     * @param listener is told
     */
    public Backups listener(MigrationListener listener) {
        return new Backups(directory, cipher, retention, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * {@return those that are there, newest first, as their names say}
     *
     * @throws SourceUnreadable if the directory cannot be read
     */
    public List<BackupFile> all() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> BackupName.of(file).isPresent() && Files.isRegularFile(file))
                    .map(BackupFile::at)
                    .sorted(Comparator.comparing(
                                    (BackupFile backup) -> backup.madeAt().orElseThrow())
                            .reversed()
                            .thenComparing(backup -> backup.path().toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new SourceUnreadable("the directory cannot be read", e);
        }
    }

    /**
     * Reads a storage as of one moment, while others go on writing to it, writes a backup, reads that and compares it with the storage
     * as of that moment. Its name has the time of the storage's clock; if there is one of the same second, the next that is free.
     * Deletes what earlier runs have left that did not come to their end.
     *
     * @param source the storage
     * @return what was done
     * @throws dev.coffer.storage.InvalidInput if the URL is wrong
     * @throws SourceUnreadable if the storage cannot be read
     * @throws TargetRefused if the directory is not there, cannot be written, or another backup is just being written to it
     * @throws MigrationInterrupted if the thread was interrupted, which it is then again, or the backup could not be written, as to a
     *     full disk; nothing of it is left, and the others are as they were
     */
    public BackupReport write(StorageConfig source) {
        try (BackupLock lock = BackupLock.of(directory)) {
            return new BackupRun(this, lock, source).run();
        }
    }

    /**
     * {@return what {@link #write} would delete if it made a backup now} Deletes nothing; reads those that would have to be good. What the
     * directory has of another storage is not looked at.
     *
     * @param now when that would be
     * @throws SourceUnreadable if the directory cannot be read
     */
    public PruneReport dryRun(Instant now) {
        return retention
                .map(rule -> new Pruning(rule, true).run(BackupFile.at(free(now)), all()))
                .orElse(PruneReport.NOTHING);
    }

    /** Where one of this moment goes. */
    Path free(Instant now) {
        BackupName name = new BackupName(now, cipher.isPresent());
        while (isTaken(name) || isTaken(new BackupName(name.madeAt(), !name.encrypted()))) {
            name = name.oneSecondLater();
        }
        return directory.resolve(name.toString());
    }

    private boolean isTaken(BackupName name) {
        Path file = directory.resolve(name.toString());
        return Files.exists(file) || Files.exists(Checksum.beside(file));
    }

    Path directory() {
        return directory;
    }

    Optional<BackupCipher> cipher() {
        return cipher;
    }

    Optional<Retention> retention() {
        return retention;
    }

    MigrationListener listener() {
        return listener;
    }
}
