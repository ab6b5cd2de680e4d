package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.Difference;
import dev.coffer.storage.migrate.MigrationReport;
import dev.coffer.storage.migrate.Rejection;
import dev.coffer.storage.migrate.TableComparison;
import dev.coffer.storage.migrate.TableReport;
import dev.coffer.storage.migrate.VerificationReport;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reports, as what is written to a file of JSON. The names are documented: they stay. */
final class ReportJson {
    private ReportJson() {}

    static Map<String, @Nullable Object> of(MigrationReport report, Optional<Path> rejectsFile) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("source", report.source());
        json.put("target", report.target());
        json.put("dryRun", report.dryRun());
        json.put("seconds", seconds(report.took()));
        json.put("tables", report.tables().stream().map(ReportJson::of).toList());
        json.put("rejected", report.rejected());
        json.put("leftBehind", report.leftBehind());
        json.put("rejectsFile", rejectsFile.map(Path::toString).orElse(null));
        json.put("rejections", report.rejections().stream().map(ReportJson::of).toList());
        json.put("mustReset", report.mustReset());
        json.put(
                "mustResetIds",
                report.mustResetIds().stream().map(UUID::toString).toList());
        json.put(
                "verification",
                report.verification().map(ReportJson::verification).orElse(null));
        return json;
    }

    static Map<String, @Nullable Object> of(VerificationReport report, Duration took) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("source", report.source());
        json.put("target", report.target());
        json.put("seconds", seconds(took));
        json.put("verification", verification(report));
        return json;
    }

    static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3);
    }

    static Map<String, @Nullable Object> of(TableReport table) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", table.kind().label());
        json.put("read", table.read());
        json.put("arrived", table.arrived());
        json.put("rejected", table.rejected());
        return json;
    }

    static Map<String, @Nullable Object> of(Rejection rejection) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", rejection.kind().label());
        json.put("key", rejection.key());
        json.put("field", rejection.field());
        json.put("problem", rejection.problem());
        return json;
    }

    static Map<String, @Nullable Object> verification(VerificationReport report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("same", report.same());
        json.put("rejected", report.rejected());
        json.put("highWaterKept", report.highWaterKept());
        json.put("auditLogKept", report.auditLogKept());
        json.put("tables", report.tables().stream().map(ReportJson::of).toList());
        return json;
    }

    private static Map<String, @Nullable Object> of(TableComparison table) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", table.kind().label());
        json.put("source", table.source());
        json.put("target", table.target());
        json.put("sourceDigest", table.sourceDigest());
        json.put("targetDigest", table.targetDigest());
        json.put("differing", table.differing());
        json.put("differences", table.differences().stream().map(ReportJson::of).toList());
        return json;
    }

    private static Map<String, @Nullable Object> of(Difference difference) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("key", key(difference.kind(), difference.key()));
        json.put("what", difference.what().name().toLowerCase(Locale.ROOT));
        json.put("fields", difference.fields());
        return json;
    }

    /** The parts that a key of this kind has. */
    static Map<String, String> key(RecordKind kind, RecordKey key) {
        Map<String, String> parts = new LinkedHashMap<>();
        if (kind == RecordKind.KEY_VALUE) {
            parts.put("namespace", key.namespace());
            parts.put("id", key.id());
            parts.put("key", key.key());
        } else if (kind.isOfAuditLog()) {
            parts.put(kind.fields().get(0).name(), Long.toString(Long.parseLong(key.id())));
        } else {
            parts.put("id", key.id());
        }
        return parts;
    }
}
