package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a backup was found to be that passed its check.
 *
 * @param file where it is
 * @param madeAt when it was made, as its name says; empty if it has another name
 * @param bytes how many the file has
 * @param checksummed whether the file's SHA-256 was compared with the one beside it
 * @param records how many there are of each kind; empty if the backup is encrypted and there was nothing to decrypt it with: then
 *     the file is, byte for byte, the one that was verified when it was made
 */
public record BackupCheck(
        Path file, Optional<Instant> madeAt, long bytes, boolean checksummed, Optional<Map<RecordKind, Long>> records) {
    /**
     * Copies the map.
     *
     * @param file where it is
     * @param madeAt when it was made
     * @param bytes how many the file has
     * @param checksummed whether its SHA-256 was compared
     * @param records how many there are of each kind
     */
    public BackupCheck {
        records = records.map(Map::copyOf);
    }
}
