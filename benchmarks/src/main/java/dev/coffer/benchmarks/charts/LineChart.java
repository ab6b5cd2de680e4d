package dev.coffer.benchmarks.charts;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Lines between axes of powers of ten. */
public final class LineChart {
    private static final int WIDTH = 840;
    private static final int LEFT = 60;
    private static final int RIGHT = 250;
    private static final int TOP = 40;
    private static final int HEIGHT = 320;
    private static final int BOTTOM = TOP + HEIGHT;
    private static final int MARGIN = 30;
    private static final String GRID = "stroke=\"" + Svg.INK + "\" stroke-opacity=\"0.3\"";

    private final String title;
    private final String across;
    private final List<Line> lines = new ArrayList<>();

    /** What goes across is named below, what goes up in the title. */
    public LineChart(String title, String across) {
        this.title = title;
        this.across = across;
    }

    private record Line(String name, int colour, boolean dashed, SortedMap<Integer, Double> points) {}

    /** Lines of one colour belong together. */
    public void add(String name, int colour, boolean dashed, SortedMap<Integer, Double> points) {
        lines.add(new Line(name, colour, dashed, points));
    }

    /** The drawing. */
    public String svg() {
        Svg svg = new Svg(title, WIDTH, BOTTOM + 50);
        Axes axes = axes();
        for (double value = axes.least(); value <= axes.most(); value *= 10) {
            svg.line(LEFT, axes.y(value), WIDTH - RIGHT, axes.y(value), GRID);
            svg.text(LEFT - 6, axes.y(value) + 4, "end", "%,.0f".formatted(value));
        }
        for (int rows : lines.get(0).points().keySet()) {
            svg.text(axes.x(rows), BOTTOM + 18, "middle", "%,d".formatted(rows));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, BOTTOM + 38, "middle", across);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), axes, TOP + 10 + 20 * i);
        }
        return svg.toString();
    }

    /** From the fewest to the most rows, from one power of ten to another. */
    private record Axes(double fewestRows, double mostRows, double least, double most) {
        double x(int rows) {
            double part = mostRows > fewestRows ? part(rows, fewestRows, mostRows) : 0;
            return LEFT + MARGIN + part * (WIDTH - RIGHT - LEFT - 2 * MARGIN);
        }

        double y(double value) {
            return BOTTOM - part(value, least, most) * HEIGHT;
        }

        private static double part(double value, double low, double high) {
            return Math.log(value / low) / Math.log(high / low);
        }
    }

    private Axes axes() {
        SortedMap<Integer, Double> any = lines.get(0).points();
        DoubleSummaryStatistics values = lines.stream()
                .flatMap(line -> line.points().values().stream())
                .mapToDouble(Double::doubleValue)
                .summaryStatistics();
        return new Axes(
                any.firstKey(),
                any.lastKey(),
                Math.pow(10, Math.floor(Math.log10(values.getMin()))),
                Math.pow(10, Math.floor(Math.log10(values.getMax())) + 1));
    }

    private static void draw(Svg svg, Line line, Axes axes, int legend) {
        String style = "stroke=\"%s\" stroke-width=\"2\"%s"
                .formatted(Svg.colour(line.colour()), line.dashed() ? " stroke-dasharray=\"5 4\"" : "");
        Map.@Nullable Entry<Integer, Double> before = null;
        for (Map.Entry<Integer, Double> point : line.points().entrySet()) {
            if (before != null) {
                svg.line(
                        axes.x(before.getKey()),
                        axes.y(before.getValue()),
                        axes.x(point.getKey()),
                        axes.y(point.getValue()),
                        style);
            }
            before = point;
        }
        svg.line(WIDTH - RIGHT + 14, legend, WIDTH - RIGHT + 40, legend, style);
        svg.text(WIDTH - RIGHT + 46, legend + 4, "start", line.name());
    }
}
