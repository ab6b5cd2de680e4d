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
import org.jspecify.annotations.Nullable;

/** Reports, as lines for people. */
final class Summary {
    private static final String LINE = "lineNumber";

    private Summary() {}

    /** What became of the records, kind by kind. */
    static List<String> tables(MigrationReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(row("", "read", report.dryRun() ? "would arrive" : "arrived", "rejected"));
        for (TableReport table : report.tables()) {
            lines.add(row(plural(table.kind()), table.read(), table.arrived(), table.rejected()));
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
        lines.add(row("", "source", "target", "differing"));
        for (TableComparison table : report.tables()) {
            lines.add(row(plural(table.kind()), table.source(), table.target(), table.differing()));
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
        };
    }

    private static String row(String name, long... numbers) {
        return row(name, Arrays.stream(numbers).mapToObj(Progress::number).toArray(String[]::new));
    }

    private static String row(String name, String... cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-10s", name));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "%14s", cell));
        }
        return line.toString();
    }
}
