package dev.coffer.benchmarks.charts;

import dev.coffer.benchmarks.Quartiles;
import java.util.ArrayList;
import java.util.List;

/** Ratios as bars with their quartiles; 1 is the mark. */
public final class BarChart {
    private static final String WHISKER = "stroke=\"" + Svg.INK + "\" stroke-width=\"1.5\"";
    private static final String MARK = "stroke=\"" + Svg.INK + "\" stroke-dasharray=\"4 3\"";
    private static final int WIDTH = 840;
    private static final int LEFT = 230;
    private static final int RIGHT = 60;
    private static final int TOP = 52;
    private static final int BAR = 13;
    private static final int GAP = 10;

    private final String title;
    private final List<String> names;
    private final List<Group> groups = new ArrayList<>();

    /** Bars with these names in each group. */
    public BarChart(String title, List<String> names) {
        this.title = title;
        this.names = names;
    }

    private record Group(String name, List<Quartiles> bars) {}

    /** A group of bars; as many as there are names. */
    public void add(String name, List<Quartiles> bars) {
        groups.add(new Group(name, bars));
    }

    /** The drawing. */
    public String svg() {
        int groupHeight = names.size() * BAR + GAP;
        int bottom = TOP + groups.size() * groupHeight;
        Svg svg = new Svg(title, WIDTH, bottom + GAP);
        legend(svg);
        double scale = (WIDTH - LEFT - RIGHT) / longest();
        int y = TOP;
        for (Group group : groups) {
            svg.text(LEFT - 8.0, y + groupHeight / 2.0, "end", group.name());
            for (int i = 0; i < group.bars().size(); i++) {
                bar(svg, group.bars().get(i), y + i * BAR, scale, Svg.colour(i + 1));
            }
            y += groupHeight;
        }
        svg.line(LEFT + scale, TOP - 4.0, LEFT + scale, bottom, MARK);
        return svg.toString();
    }

    private void legend(Svg svg) {
        int x = 12;
        for (int i = 0; i < names.size(); i++) {
            svg.bar(x, 31, 11, 11, Svg.colour(i + 1));
            svg.text(x + 16.0, 41, "start", names.get(i));
            x += 40 + 7 * names.get(i).length();
        }
    }

    private double longest() {
        return groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(Quartiles::upper)
                .filter(Double::isFinite)
                .reduce(1.1, Math::max);
    }

    private static void bar(Svg svg, Quartiles ratio, int y, double scale, String colour) {
        if (!Double.isFinite(ratio.median())) {
            return;
        }
        double middle = y + BAR / 2.0;
        double from = LEFT + ratio.lower() * scale;
        double to = LEFT + Math.min(ratio.upper() * scale, WIDTH - LEFT - RIGHT);
        svg.bar(LEFT, y + 1, ratio.median() * scale, BAR - 2.0, colour);
        svg.line(from, middle, to, middle, WHISKER);
        svg.line(from, middle - 3, from, middle + 3, WHISKER);
        svg.line(to, middle - 3, to, middle + 3, WHISKER);
        svg.text(
                Math.max(to, LEFT + ratio.median() * scale) + 6,
                y + BAR - 2.0,
                "start",
                "%.2f".formatted(ratio.median()));
    }
}
