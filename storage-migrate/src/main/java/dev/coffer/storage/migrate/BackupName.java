package dev.coffer.storage.migrate;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a backup, such as {@code coffer-20261122T093000Z.ndjson.gz}.
 *
 * @param madeAt to the second
 * @param encrypted whether it ends in {@code .age}
 */
record BackupName(Instant madeAt, boolean encrypted) {
    private static final Pattern NAME =
            Pattern.compile("coffer-(\\d{8}T\\d{6}Z)\\.ndjson\\.gz(\\" + DumpFile.ENCRYPTED + ")?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withResolverStyle(ResolverStyle.STRICT)
            .withZone(ZoneOffset.UTC);

    BackupName {
        madeAt = madeAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** What a file's name says; empty if it is none of a backup. */
    static Optional<BackupName> of(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BackupName(TIME.parse(parts.group(1), Instant::from), parts.group(2) != null));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    static Optional<BackupName> of(Path file) {
        return of(file.getFileName().toString());
    }

    BackupName oneSecondLater() {
        return new BackupName(madeAt.plusSeconds(1), encrypted);
    }

    @Override
    public String toString() {
        return "coffer-" + TIME.format(madeAt) + ".ndjson.gz" + (encrypted ? DumpFile.ENCRYPTED : "");
    }
}
