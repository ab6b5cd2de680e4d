package dev.coffer.storage.cli;

import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.Finding.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Findings as lines of a table, the worst first. Below what was found stands what to do. */
final class FindingTable {
    private static final int WIDTH = 100;
    private static final String TO_DO = "-> ";

    private FindingTable() {}

    static List<String> lines(List<Finding> findings) {
        int nameWidth = findings.stream()
                .mapToInt(finding -> finding.check().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        findings.stream()
                .sorted(Comparator.comparing(Finding::level).reversed())
                .forEach(finding -> lines.addAll(lines(finding, nameWidth)));
        lines.add("");
        lines.add(
                findings.size() == 1
                        ? "1 check: " + counts(findings)
                        : findings.size() + " checks: " + counts(findings));
        return lines;
    }

    private static List<String> lines(Finding finding, int nameWidth) {
        String begin = String.format(Locale.ROOT, "%-4s  %-" + nameWidth + "s  ", finding.level(), finding.check());
        String indent = " ".repeat(begin.length());
        List<String> lines = new ArrayList<>();
        for (String part : wrapped(finding.observed(), WIDTH - begin.length())) {
            lines.add((lines.isEmpty() ? begin : indent) + part);
        }
        String mark = TO_DO;
        for (String part : wrapped(finding.advice().orElse(""), WIDTH - begin.length() - TO_DO.length())) {
            lines.add(indent + mark + part);
            mark = " ".repeat(TO_DO.length());
        }
        return lines;
    }

    /** Between words; a word that is longer than a line has one for itself. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        return lines;
    }

    private static String counts(List<Finding> findings) {
        return List.of(Level.FAIL, Level.WARN, Level.OK).stream()
                .map(level -> findings.stream()
                                .filter(finding -> finding.level() == level)
                                .count() + " " + level)
                .collect(Collectors.joining(", "));
    }
}
