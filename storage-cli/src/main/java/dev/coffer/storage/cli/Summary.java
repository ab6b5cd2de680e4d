package dev.coffer.storage.cli;

import dev.coffer.storage.migrate.Difference;
import dev.coffer.storage.migrate.MigrationReport;
import dev.coffer.storage.migrate.Rejection;
import dev.coffer.storage.migrate.TableComparison;
import dev.coffer.storage.migrate.TableReport;
import dev.coffer.storage.migrate.VerificationReport;
import dev.coffer.storage.spi.RecordKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports, as lines for people. */
final class Summary {
    private static final String LINE = "lineNumber";
    private static final int LEAST_WIDTH = 10;

    private Summary() {}

    /** What became of the records, kind by kind. */
    static List<String> tables(MigrationReport report) {
        List<TableReport> shown = report.tables().stream()
                .filter(table -> isShown(table.kind(), table.read()))
                .toList();
        int width = width(shown.stream().map(TableReport::kind));
        List<String> lines = new ArrayList<>();
        lines.add(row(width, "", "read", report.dryRun() ? "would arrive" : "arrived", "rejected"));
        for (TableReport table : shown) {
            lines.add(row(width, plural(table.kind()), table.read(), table.arrived(), table.rejected()));
        }
        if (report.leftBehind() > 0) {
            lines.add("The target has no place for an audit log: "
                    + Progress.count(report.leftBehind(), "record of it is", "records of it are") + " left behind.");
        }
        return lines;
    }

    /** What was found on both sides, with each difference that the report names. */
    static List<String> verification(VerificationReport report) {
        List<String> lines = new ArrayList<>();
        if (report.same()) {
            long records =
                    report.tables().stream().mapToLong(TableComparison::target).sum();
            lines.add("Verified: " + Progress.count(records, "record is", "records are") + " the same on both sides.");
            return lines;
        }
        List<TableComparison> shown = report.tables().stream()
                .filter(table -> isShown(table.kind(), table.source() + table.target()))
                .toList();
        int width = width(shown.stream().map(TableComparison::kind));
        lines.add(row(width, "", "source", "target", "differing"));
        for (TableComparison table : shown) {
            lines.add(row(width, plural(table.kind()), table.source(), table.target(), table.differing()));
        }
        for (TableComparison table : report.tables()) {
            table.differences().forEach(difference -> lines.add(line(difference)));
            long more = table.differing() - table.differences().size();
            if (more > 0) {
                lines.add("and " + Progress.number(more) + " more among the " + plural(table.kind()));
            }
        }
        if (!report.highWaterKept()) {
            lines.add("The target could give a version to a key-value that the source has given before.");
        }
        if (!report.auditLogKept()) {
            lines.add("The target's audit log does not go on where the source's has stopped,"
                    + " or more of it is sealed, pruned or switched off by now.");
        }
        long differing =
                report.tables().stream().mapToLong(TableComparison::differing).sum();
        lines.add("Not the same: " + Progress.count(differing, "record differs.", "records differ."));
        return lines;
    }

    /** What cannot be on both sides. */
    static List<String> rejected(VerificationReport report) {
        return report.rejected() == 0
                ? List.of()
                : List.of(Progress.count(
                                report.rejected(),
                                "record of the source breaks a rule",
                                "records of the source break rules")
                        + ", and cannot arrive anywhere.");
    }

    static String line(Rejection rejection) {
        return "rejected: " + name(rejection.kind(), rejection.key()) + ": " + rejection.field() + " "
                + rejection.problem();
    }

    private static String line(Difference difference) {
        String fields = difference.fields().isEmpty() ? "" : ": " + String.join(", ", difference.fields());
        return difference.what().name().toLowerCase(Locale.ROOT) + ": "
                + name(difference.kind(), ReportJson.key(difference.kind(), difference.key())) + fields;
    }

    private static String name(RecordKind kind, Map<String, ? extends @Nullable Object> key) {
        return kind.label()
                + key.entrySet().stream()
                        .map(part -> part.getKey().equals(LINE)
                                ? " (line " + part.getValue() + ")"
                                : " " + part.getKey() + "=" + Printer.quoted(String.valueOf(part.getValue())))
                        .collect(Collectors.joining());
    }

    static String plural(RecordKind kind) {
        return switch (kind) {
            case USER -> "users";
            case SESSION -> "sessions";
            case TOKEN -> "tokens";
            case KEY_VALUE -> "key-values";
            case AUDIT_RECORD -> "audit records";
            case UNSEALED_AUDIT_RECORD -> "unsealed audit records";
        };
    }

    /** Most storages have no audit log. */
    static boolean isShown(RecordKind kind, long records) {
        return !kind.isOfAuditLog() || records > 0;
    }

    private static int width(Stream<RecordKind> shown) {
        return Math.max(
                LEAST_WIDTH, shown.mapToInt(kind -> plural(kind).length()).max().orElse(0));
    }

    private static String row(int width, String name, long... numbers) {
        return row(
                width, name, Arrays.stream(numbers).mapToObj(Progress::number).toArray(String[]::new));
    }

    private static String row(int width, String name, String... cells) {
        StringBuilder line = new StringBuilder(name).append(" ".repeat(width - name.length()));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "%14s", cell));
        }
        return line.toString();
    }
}
