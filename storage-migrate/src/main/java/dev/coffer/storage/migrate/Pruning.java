package dev.coffer.storage.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Deletes the backups that are not to be kept. Each has a newer one that is kept and was found to be good. */
final class Pruning {
    private final Retention retention;
    private final boolean dry;
    private final Map<BackupFile, String> problems = new HashMap<>();
    private final Set<BackupFile> good = new HashSet<>();
    private final List<Path> deleted = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * By this rule.
     *
     * @param dry whether nothing is deleted
     */
    Pruning(Retention retention, boolean dry) {
        this.retention = retention;
        this.dry = dry;
    }

    /**
     * Prunes.
     *
     * @param newest was made and verified just now
     * @param others those before it, and what seems to come after it, newest first
     */
    PruneReport run(BackupFile newest, List<BackupFile> others) {
        Instant now = newest.madeAt().orElseThrow();
        good.add(newest);
        List<BackupFile> counted = new ArrayList<>(List.of(newest));
        for (BackupFile backup : others) {
            if (backup.path().equals(newest.path())) {
                continue;
            }
            if (backup.madeAt().orElseThrow().isAfter(now)) {
                warnings.add(name(backup) + " is from the future: it is kept, and not counted. Is the clock right?");
            } else {
                counted.add(backup);
            }
        }
        Set<BackupFile> kept = retention.kept(counted, backup -> backup.madeAt().orElseThrow());
        BackupFile instead = newest;
        for (BackupFile backup : counted) {
            if (kept.contains(backup) || backup == newest) {
                instead = backup;
            } else if (isGood(instead)) {
                delete(backup);
            } else {
                warnings.add(name(instead) + " is not good (" + problems.get(instead) + "): " + name(backup)
                        + " is kept instead of it");
                instead = backup;
            }
        }
        return new PruneReport(deleted, warnings);
    }

    private boolean isGood(BackupFile backup) {
        if (good.contains(backup)) {
            return true;
        }
        try {
            backup.check();
            return good.add(backup);
        } catch (SourceUnreadable e) {
            problems.put(backup, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void delete(BackupFile backup) {
        try {
            if (!dry) {
                Files.delete(backup.path());
                Files.deleteIfExists(Checksum.beside(backup.path()));
            }
            deleted.add(backup.path());
        } catch (IOException e) {
            warnings.add(name(backup) + " cannot be deleted");
        }
    }

    private static String name(BackupFile backup) {
        return backup.path().getFileName().toString();
    }
}
