package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Maps values to 0..1 and says where its marks stand.
 *
 * @param toUnit maps a value to 0..1.
 * @param ticks  marks, in order.
 */
record Axis(DoubleUnaryOperator toUnit, List<Tick> ticks) {
    /** A mark. */
    record Tick(double at, String label) {
    }

    /** From 0 to a round number not below {@code max}, with about {@code count} marks. */
    static Axis fromZero(final double max, final int count) {
        final double step = niceStep(Math.max(max, 1e-9) / count);
        final double top = Math.ceil(Math.max(max, 1e-9) / step - 1e-9) * step;
        return new Axis(v -> v / top, ticks(0, top, step, ""));
    }

    /** Exactly from {@code min} to {@code max}, marks on round numbers with a unit behind. */
    static Axis exact(final double min, final double max, final int count, final String unit) {
        final double span = Math.max(max - min, 1e-9);
        final double step = niceStep(span / count);
        return new Axis(v -> (v - min) / span, ticks(Math.ceil(min / step - 1e-9) * step, max, step, unit));
    }

    /** Percentiles, with each nine as wide as the one before, up to {@code highest} (below 100), and the greatest value after them. */
    static Axis percentiles(final double highest) {
        final double end = Math.max(2, Math.ceil(nines(Math.min(highest, 99.9999)) - 1e-9));
        final List<Tick> ticks = new ArrayList<>(List.of(new Tick(0, "least"), new Tick(50, "p50"), new Tick(90, "p90"), new Tick(99,
            "p99")));
        String label = "99.";
        final double max = end + 0.6;
        for (int n = 3; n <= end; n++) {
            label += "9";
            ticks.add(new Tick(Double.parseDouble(label), "p" + label));
        }
        ticks.add(new Tick(100, "max"));
        return new Axis(p -> p >= 100 ? 1 : Math.min(end, nines(p)) / max, ticks);
    }

    private static double nines(final double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private static List<Tick> ticks(final double first, final double last, final double step, final String unit) {
        final List<Tick> ticks = new ArrayList<>();
        for (int i = 0; first + i * step <= last + step * 1e-6; i++) {
            final double at = first + i * step;
            ticks.add(new Tick(at, Figures.short3(Math.round(at * 1e6) / 1e6) + unit));
        }
        return ticks;
    }

    private static double niceStep(final double rough) {
        final double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        final double share = rough / decade;
        return decade * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }
}
