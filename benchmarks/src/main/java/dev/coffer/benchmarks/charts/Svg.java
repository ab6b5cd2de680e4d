package dev.coffer.benchmarks.charts;

import java.util.Locale;

/** A drawing as text, without a background; its colours can be read on a light one and on a dark one. */
final class Svg {
    static final String INK = "#7d8590";

    private static final String[] COLOURS = {"#8b949e", "#3f8fd2", "#3fa66a", "#e0793a", "#a371d6", "#c9a227"};

    private final StringBuilder text = new StringBuilder();
    private final int width;
    private final int height;

    Svg(String title, int width, int height) {
        this.width = width;
        this.height = height;
        text(12, 20, "start", title);
    }

    static String colour(int number) {
        return COLOURS[number % COLOURS.length];
    }

    void bar(double x, double y, double barWidth, double barHeight, String colour) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x, y, barWidth, barHeight, colour);
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>%n", x1, y1, x2, y2, style);
    }

    /** {@code anchor}: start, middle or end. */
    void text(double x, double y, String anchor, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n", x, y, anchor, INK, escaped);
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    @Override
    public String toString() {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
                font-family="sans-serif" font-size="12">
                %s</svg>
                """.formatted(width, height, width, height, text);
    }
}
