package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleFunction;

/** A chart of lines over one axis, y from zero, with a column under the pointer that tells all values there. */
final class LineChart {
    private static final double NARROW = 500;
    private static final double WIDE = 1060;
    private static final double HEIGHT = 240;
    private static final double LEFT = 44;
    private static final double RIGHT = 14;
    private static final double TOP = 14;
    private static final double BOTTOM = 26;

    private final String unit;
    private final List<Series> series = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private String describedAs = "";
    private double atLeast = 1e-6;
    private Double ceiling;
    private Axis fixed;
    private boolean columns;
    private double width = NARROW;

    /** Points of a line. A y of null makes a gap. */
    record Series(String name, String style, List<Point> points) {
    }

    /** A point; y is null where nothing was measured. */
    record Point(double x, Double y) {
        Point {
            y = y != null && Double.isFinite(y) ? y : null;
        }
    }

    private record Limit(double y, String label) {
    }

    LineChart(final String unit) {
        this.unit = unit;
    }

    LineChart title(final String title) {
        describedAs = title;
        return this;
    }

    /** Adds a line; one without any value is left out. */
    LineChart line(final String name, final String style, final List<Point> points) {
        if (points.stream().anyMatch(p -> p.y() != null)) {
            series.add(new Series(name, style, points));
        }
        return this;
    }

    /** As wide as the page, for a panel that is. */
    LineChart wide() {
        width = WIDE;
        return this;
    }

    /** Draws columns, one upon the other, instead of lines: for things that are counted. */
    LineChart columns() {
        columns = true;
        return this;
    }

    /** The axis reaches at least so far. */
    LineChart atLeast(final double y) {
        atLeast = y;
        return this;
    }

    /** The axis ends here: for shares, which cannot exceed the whole. */
    LineChart ceiling(final double y) {
        ceiling = y;
        return this;
    }

    /** The axis spans exactly this: for levels, which have no zero to begin from. */
    LineChart range(final double from, final double to) {
        fixed = Axis.exact(from, to, 4, "");
        return this;
    }

    /** A dashed line across, shown when values come within sight of it. */
    LineChart limit(final double y, final String label) {
        limits.add(new Limit(y, label));
        return this;
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    List<Series> series() {
        return series;
    }

    /** The chart. Hover texts begin with what {@code xLabel} makes of x. */
    Svg draw(final Axis x, final DoubleFunction<String> xLabel) {
        double max = atLeast;
        for (final Series s : series) {
            for (final Point p : s.points()) {
                max = Math.max(max, columns ? sum(p.x()) : p.y() == null ? 0 : p.y());
            }
        }
        for (final Limit limit : limits) {
            // A limit far above everything would press the lines flat.
            max = limit.y() <= max * 1.6 ? Math.max(max, limit.y() * 1.05) : max;
        }
        final Axis y = fixed != null ? fixed : ceiling == null ? Axis.fromZero(max, 4) : Axis.fromZero(ceiling, 4);
        final Svg svg = new Svg().add("<svg class=\"chart\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">", width, HEIGHT,
            describedAs);
        for (final Axis.Tick tick : y.ticks()) {
            final double at = py(y, tick.at());
            svg.add("<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>", LEFT, width - RIGHT, at, at)
                .add("<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>", LEFT - 7, at + 4, tick.label());
        }
        svg.add("<text class=\"unit\" x=\"%s\" y=\"%s\" text-anchor=\"start\">%s</text>", LEFT + 4, TOP + 1, unit);
        double lastLabelEnd = -1;
        for (final Axis.Tick tick : x.ticks()) {
            final double at = px(x, tick.at());
            final double half = tick.label().length() * 3.6;
            if (at - half > lastLabelEnd + 4 && at + half < width + 2) {
                svg.add("<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>", at, HEIGHT - BOTTOM + 17, tick.label());
                lastLabelEnd = at + half;
            }
        }
        for (final Limit limit : limits) {
            if (y.toUnit().applyAsDouble(limit.y()) <= 1) {
                final double at = py(y, limit.y());
                svg.add("<line class=\"limit\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>", LEFT, width - RIGHT, at, at)
                    .add("<text class=\"limit-label\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>", width - RIGHT - 2, at - 5,
                        limit.label());
            }
        }
        if (columns) {
            columns(svg, x, y);
        } else {
            series.forEach(s -> path(svg, s, x, y));
        }
        hover(svg, x, xLabel);
        return svg.raw("</svg>");
    }

    private void path(final Svg svg, final Series s, final Axis x, final Axis y) {
        final StringBuilder d = new StringBuilder();
        boolean pen = false;
        for (final Point p : s.points()) {
            if (p.y() == null) {
                pen = false;
                continue;
            }
            d.append(pen ? 'L' : 'M').append(Svg.number(px(x, p.x()))).append(' ').append(Svg.number(py(y, p.y())));
            pen = true;
        }
        svg.add("<path class=\"line %s\" d=\"%s\"/>", s.style(), d);
    }

    private double sum(final double x) {
        return series.stream().flatMap(s -> s.points().stream()).filter(p -> p.x() == x && p.y() != null).mapToDouble(Point::y).sum();
    }

    private void columns(final Svg svg, final Axis x, final Axis y) {
        final Map<Double, Double> height = new TreeMap<>();
        for (final Series s : series) {
            final double wide = Math.max(1, Math.min(14, (width - LEFT - RIGHT) / s.points().size() * 0.7));
            for (final Point p : s.points()) {
                if (p.y() != null && p.y() > 0) {
                    final double from = height.getOrDefault(p.x(), 0.0);
                    height.put(p.x(), from + p.y());
                    final double top = py(y, from + p.y());
                    svg.add("<rect class=\"column %s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>", s.style(), px(x, p.x()) - wide / 2,
                        top, wide,
                        py(y, from) - top);
                }
            }
        }
    }

    private void hover(final Svg svg, final Axis x, final DoubleFunction<String> xLabel) {
        final TreeSet<Double> stops = new TreeSet<>();
        series.forEach(s -> s.points().forEach(p -> stops.add(p.x())));
        final List<Double> all = new ArrayList<>(stops);
        for (int i = 0; i < all.size(); i++) {
            final double here = px(x, all.get(i));
            final double from = i == 0 ? LEFT : (px(x, all.get(i - 1)) + here) / 2;
            final double to = i + 1 == all.size() ? width - RIGHT : (here + px(x, all.get(i + 1))) / 2;
            final StringBuilder tip = new StringBuilder(xLabel.apply(all.get(i)));
            for (final Series s : series) {
                for (final Point p : s.points()) {
                    if (p.x() == all.get(i) && p.y() != null) {
                        tip.append('\n').append(s.name()).append(": ").append(Figures.with(p.y(), unit));
                    }
                }
            }
            svg.add("<rect class=\"hit\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" data-tip=\"%s\"/>", from, TOP,
                Math.max(0.5, to - from), HEIGHT - TOP - BOTTOM, tip);
        }
    }

    private double px(final Axis x, final double value) {
        return LEFT + Math.max(0, Math.min(1, x.toUnit().applyAsDouble(value))) * (width - LEFT - RIGHT);
    }

    private static double py(final Axis y, final double value) {
        return HEIGHT - BOTTOM - Math.max(0, Math.min(1, y.toUnit().applyAsDouble(value))) * (HEIGHT - TOP - BOTTOM);
    }
}
