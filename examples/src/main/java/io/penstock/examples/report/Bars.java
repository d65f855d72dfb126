package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.List;

/** Horizontal bars, each of one part or several, to one scale. Plain boxes, so that texts keep their size on a small screen. */
final class Bars {
    private final List<Bar> bars = new ArrayList<>();
    private final String unit;

    /** A bar. */
    private record Bar(String name, String value, List<Part> parts) {
    }

    /** Part of a bar. */
    record Part(String name, String style, double size) {
    }

    Bars(final String unit) {
        this.unit = unit;
    }

    /** Adds a bar; parts that are not greater than zero are not drawn. */
    Bars bar(final String name, final String value, final List<Part> parts) {
        bars.add(new Bar(name, value, parts));
        return this;
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }

    /** The bars, the longest as wide as there is room. */
    Svg draw() {
        final double max = bars.stream().mapToDouble(Bars::length).max().orElse(0);
        final Svg html = new Svg().raw("<div class=\"bars\">");
        for (final Bar bar : bars) {
            html.add("<div class=\"bar-name\">%s</div><div class=\"bar-track\">", bar.name());
            for (final Part part : bar.parts()) {
                if (part.size() > 0) {
                    html.add("<i class=\"%s\" style=\"width:%s%\" data-tip=\"%s\"></i>", part.style(), part.size() / max * 100,
                        bar.name() + "\n" + part.name() + ": " + Figures.with(part.size(), unit));
                }
            }
            html.add("</div><div class=\"bar-value\">%s</div>", bar.value());
        }
        return html.raw("</div>");
    }

    private static double length(final Bar bar) {
        return bar.parts().stream().mapToDouble(p -> Math.max(0, p.size())).sum();
    }
}
