package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.BackupCheck;
import dev.coffer.storage.migrate.BackupReport;
import dev.coffer.storage.migrate.PruneReport;
import dev.coffer.storage.migrate.Rejection;
import dev.coffer.storage.migrate.TableReport;
import dev.coffer.storage.spi.RecordKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Reports about backups, as lines for people. */
final class BackupSummary {
    private static final int NAMED = 20;
    private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB");
    private static final int STEP = 1_000;

    private BackupSummary() {}

    static List<String> of(BackupReport report) {
        List<String> lines = new ArrayList<>();
        long rejected = report.written().rejected();
        if (report.backup().isEmpty()) {
            report.written().verification().map(Summary::verification).ifPresent(lines::addAll);
            lines.add("The backup is not kept.");
            return lines;
        }
        List<TableReport> tables = report.written().tables();
        lines.add("Verified: " + counts(kind -> arrived(tables, kind)));
        lines.add("Backup: " + report.backup().get().path() + ", " + size(report.bytes()));
        List<Rejection> rejections = report.written().rejections();
        rejections.stream().limit(NAMED).map(Summary::line).forEach(lines::add);
        if (rejected > 0) {
            lines.add(Progress.count(rejected, "record breaks a rule and is", "records break rules and are")
                    + " not in the backup. No older backup is deleted.");
        }
        return lines;
    }

    private static long arrived(List<TableReport> tables, RecordKind kind) {
        return tables.stream()
                .filter(table -> table.kind() == kind)
                .mapToLong(TableReport::arrived)
                .sum();
    }

    private static String counts(ToLongFunction<RecordKind> count) {
        return Arrays.stream(RecordKind.values())
                .filter(kind -> Summary.isShown(kind, count.applyAsLong(kind)))
                .map(kind -> {
                    String many = Summary.plural(kind);
                    return Progress.count(count.applyAsLong(kind), many.substring(0, many.length() - 1), many);
                })
                .collect(Collectors.joining(", "));
    }

    static List<String> deleted(PruneReport report, boolean dry) {
        if (dry && report.deleted().isEmpty()) {
            return List.of("Nothing would be deleted.");
        }
        return report.deleted().stream()
                .map(file -> (dry ? "Would be deleted: " : "Deleted: ") + file.getFileName())
                .toList();
    }

    static List<String> of(BackupCheck check, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(check.file().getFileName() + ": " + size(check.bytes())
                + check.madeAt().map(madeAt -> ", " + age(madeAt, now)).orElse(""));
        lines.add(check.records()
                .map(records -> "Good: " + counts(kind -> records.getOrDefault(kind, 0L)))
                .orElse(
                        "The file is the one that was verified when it was made (SHA-256). It was not decrypted: --identity does"
                                + " that."));
        return lines;
    }

    private static String age(Instant madeAt, Instant now) {
        Duration age = Duration.between(madeAt, now);
        if (age.isNegative()) {
            return "from the future";
        }
        if (age.toDays() > 0) {
            return Progress.count(age.toDays(), "day", "days") + " old";
        }
        return age.toHours() > 0
                ? Progress.count(age.toHours(), "hour", "hours") + " old"
                : Progress.count(age.toMinutes(), "minute", "minutes") + " old";
    }

    private static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= STEP && unit + 1 < UNITS.size()) {
            size /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS.get(unit));
    }
}
