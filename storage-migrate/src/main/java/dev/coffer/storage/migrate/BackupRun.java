package dev.coffer.storage.migrate;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.Migration.Earlier;
import dev.coffer.storage.migrate.Migration.Going;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One run of {@link Backups}, while the directory is locked. */
final class BackupRun {
    private static final String HIDDEN = ".";
    private static final Pattern LEFTOVER =
            Pattern.compile("\\.coffer-\\d{8}T\\d{6}Z\\.ndjson\\.gz(\\.age)?(\\.unfinished|\\.sha256)?");
    private static final Pattern CHECKSUM = Pattern.compile("(coffer-.*)\\" + Checksum.EXTENSION);

    private final Backups backups;
    private final BackupLock lock;
    private final StorageConfig source;
    private volatile String identity = "";

    BackupRun(Backups backups, BackupLock lock, StorageConfig source) {
        this.backups = backups;
        this.lock = lock;
        this.source = source;
    }

    BackupReport run() {
        Path place = backups.free(source.clock().instant());
        Path unfinished = place.resolveSibling(HIDDEN + place.getFileName());
        try {
            deleteLeftovers();
            MigrationReport written = copy(unfinished, place);
            if (!written.verification().map(VerificationReport::same).orElse(false)) {
                return new BackupReport(Optional.empty(), 0, written, PruneReport.NOTHING);
            }
            publish(unfinished, place);
            BackupFile backup = BackupFile.at(place);
            return new BackupReport(Optional.of(backup), Files.size(place), written, prune(backup, written));
        } catch (IOException e) {
            throw new MigrationInterrupted("the backup cannot be put into its place", e);
        }
    }

    /** What runs before this one have left that were killed: none is going on now. */
    private void deleteLeftovers() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(backups.directory(), BackupRun::isLeftover)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static boolean isLeftover(Path file) {
        String name = file.getFileName().toString();
        return LEFTOVER.matcher(name).matches()
                || CHECKSUM.matcher(name)
                        .results()
                        .map(parts -> parts.group(1))
                        .anyMatch(backup ->
                                BackupName.of(backup).isPresent() && !Files.exists(file.resolveSibling(backup)));
    }

    private MigrationReport copy(Path unfinished, Path place) {
        RecordRules rules = source.recordRules(Ndjson::parse);
        MigrationReport report = new Migration(
                        this::open,
                        () -> new DumpTarget(new DumpFile(Optional.of(unfinished), backups.cipher()), rules),
                        rules,
                        Optional.empty(),
                        Earlier.REFUSED,
                        Going.ANEW,
                        backups.listener())
                .run(false);
        return report.into(place.toString());
    }

    private RecordSource open() {
        RecordSource opened = source.provider().openSource(source);
        identity = opened.identity();
        return opened;
    }

    /** First the checksum: from when on there is a backup, there is all that belongs to it. */
    private static void publish(Path unfinished, Path place) throws IOException {
        Path checksum = Checksum.beside(unfinished);
        boolean published = false;
        try {
            Checksum.write(Checksum.of(unfinished), place, checksum);
            DumpFile.publish(checksum, Checksum.beside(place));
            DumpFile.publish(unfinished, place);
            published = true;
        } finally {
            boolean moved = !Files.deleteIfExists(unfinished);
            Files.deleteIfExists(checksum);
            if (!published && moved) {
                Files.deleteIfExists(place);
            }
            if (!published) {
                Files.deleteIfExists(Checksum.beside(place));
            }
        }
    }

    private PruneReport prune(BackupFile newest, MigrationReport written) throws IOException {
        boolean alone = lock.isOf(identity);
        if (backups.retention().isEmpty() || written.rejected() > 0) {
            return PruneReport.NOTHING;
        }
        if (!alone) {
            return new PruneReport(
                    List.of(),
                    List.of(
                            "the directory has backups of another storage, so none is deleted: give each storage a directory of"
                                    + " its own. If this is the same storage in a new place, delete " + BackupLock.NAME
                                    + " there"));
        }
        return new Pruning(backups.retention().get(), false).run(newest, backups.all());
    }
}
