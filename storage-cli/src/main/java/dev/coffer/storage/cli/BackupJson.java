package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.BackupCheck;
import dev.coffer.storage.migrate.BackupFile;
import dev.coffer.storage.migrate.BackupReport;
import dev.coffer.storage.migrate.PruneReport;
import dev.coffer.storage.spi.RecordKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports about backups, as what is written to a file of JSON. The names are documented: they stay. */
final class BackupJson {
    private BackupJson() {}

    static Map<String, @Nullable Object> of(BackupReport report) {
        Map<String, @Nullable Object> json = ReportJson.of(report.written(), Optional.empty());
        List.of("dryRun", "rejectsFile", "mustReset", "mustResetIds").forEach(json::remove);
        json.put(
                "file",
                report.backup().map(BackupFile::path).map(Path::toString).orElse(null));
        json.put(
                "madeAt",
                report.backup()
                        .flatMap(BackupFile::madeAt)
                        .map(Instant::toString)
                        .orElse(null));
        json.put("encrypted", report.backup().map(BackupFile::isEncrypted).orElse(false));
        json.put("bytes", report.bytes());
        json.putAll(of(report.pruned()));
        return json;
    }

    static Map<String, @Nullable Object> of(PruneReport report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("deleted", report.deleted().stream().map(Path::toString).toList());
        json.put("warnings", report.warnings());
        return json;
    }

    static Map<String, @Nullable Object> of(BackupCheck check, Instant now) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("file", check.file().toString());
        json.put("madeAt", check.madeAt().map(Instant::toString).orElse(null));
        json.put(
                "ageSeconds",
                check.madeAt()
                        .map(madeAt -> Duration.between(madeAt, now).toSeconds())
                        .orElse(null));
        json.put("bytes", check.bytes());
        json.put("checksummed", check.checksummed());
        json.put("decrypted", check.records().isPresent());
        json.put("records", check.records().map(BackupJson::counts).orElse(null));
        return json;
    }

    private static Map<String, Long> counts(Map<RecordKind, Long> records) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Arrays.stream(RecordKind.values()).forEach(kind -> counts.put(kind.label(), records.getOrDefault(kind, 0L)));
        return counts;
    }
}
