package dev.coffer.storage.migrate;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.RecordSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A backup that {@link Backups} has written. Immutable; the file is looked at by {@link #check} and by a {@link Restore}.
 *
 * <p>A backup is good if its bytes are those of the SHA-256 beside it, where there is one, and if it has a header, a trailer that fits
 * to all that is before it, and nothing but records that keep the rules.
 */
public final class BackupFile {
    private final Path path;
    private final Optional<BackupCipher> cipher;

    private BackupFile(Path path, Optional<BackupCipher> cipher) {
        this.path = path;
        this.cipher = cipher;
    }

    /**
     * {@return the backup in this file}
     *
     * @param path of the file; encrypted if it ends in {@code .age}
     */
    public static BackupFile at(Path path) {
        return new BackupFile(Objects.requireNonNull(path, "path"), Optional.empty());
    }

    /**
     * {@return the same, decrypted by this if it is encrypted}
     *
     * @param identity has the key
     */
    public BackupFile decryptedBy(BackupCipher identity) {
        return new BackupFile(path, Optional.of(identity));
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    /** {@return when it was made, as its name says; empty if it was renamed} */
    public Optional<Instant> madeAt() {
        return BackupName.of(path).map(BackupName::madeAt);
    }

    /** {@return whether its name says that it is} */
    public boolean isEncrypted() {
        return path.getFileName().toString().endsWith(DumpFile.ENCRYPTED);
    }

    /**
     * Reads all of it and writes nothing. Without {@link #decryptedBy}, of one that is encrypted it compares the SHA-256.
     *
     * @return what it is, if it is good
     * @throws SourceUnreadable if it is not there, was cut or altered, is no backup, is encrypted for others, or is encrypted and has
     *     neither a key nor a SHA-256 to be checked with
     */
    public BackupCheck check() {
        return Failures.ofSource(() -> {
            boolean checksummed = checksum();
            boolean sealed = isEncrypted() && cipher.isEmpty();
            if (sealed && !checksummed) {
                throw new AccessDenied(
                        "it is encrypted and has no " + Checksum.EXTENSION + " beside it: only its identity can tell",
                        null);
            }
            return new BackupCheck(
                    path, madeAt(), size(), checksummed, sealed ? Optional.empty() : Optional.of(records()));
        });
    }

    private boolean checksum() {
        if (!Files.isRegularFile(path)) {
            throw new Unavailable("there is no such file", null);
        }
        return Checksum.fits(path);
    }

    private long size() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw DumpFile.failure("the backup cannot be read", e);
        }
    }

    private Map<RecordKind, Long> records() {
        RecordRules rules = StorageConfig.forUrl("ndjson:" + path).build().recordRules(Ndjson::parse);
        Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
        for (RecordKind kind : RecordKind.values()) {
            counts.put(kind, 0L);
        }
        try (DumpRecords records = new DumpRecords(dump().read())) {
            for (Optional<DumpRecords.Entry> entry = records.next(); entry.isPresent(); entry = records.next()) {
                demandRecord(entry.get(), rules);
                counts.merge(entry.get().kind(), 1L, Long::sum);
            }
            demandWhole(records);
        }
        return counts;
    }

    private static void demandRecord(DumpRecords.Entry entry, RecordRules rules) {
        RecordRows rows = new RecordRows(entry.kind());
        try {
            if (entry.unreadable() == null) {
                RecordFields.add(rows, entry.fields(), rules);
                rules.check(rows, 0);
                return;
            }
        } catch (InvalidInput e) {
            throw new Corrupt("line " + entry.number() + " is no record: " + e.getMessage(), e);
        }
        throw new Corrupt("line " + entry.number() + " is no record", null);
    }

    private static void demandWhole(DumpRecords records) {
        if (!records.isWhole()) {
            throw new Corrupt("it is no backup: it has no header and no trailer", null);
        }
    }

    private DumpFile dump() {
        if (isEncrypted() && cipher.isEmpty()) {
            throw new AccessDenied("it is encrypted: its identity is needed", null);
        }
        return new DumpFile(Optional.of(path), isEncrypted() ? cipher : Optional.empty());
    }

    /** All of it, if it is good. */
    RecordSource open(RecordRules rules) {
        checksum();
        ScratchSource source = NdjsonProvider.source(dump(), rules, BackupFile::demandWhole);
        long unreadable = source.countOfUnreadable();
        if (unreadable > 0) {
            source.close();
            throw new Corrupt("it has " + unreadable + " lines that are no records", null);
        }
        return source;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
