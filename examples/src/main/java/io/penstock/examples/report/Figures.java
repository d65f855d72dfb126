package io.penstock.examples.report;

import java.util.Locale;

/** How figures are shown: rounded to what they are worth, a dash for what was not measured. */
final class Figures {
    /** Stands for a figure that could not be measured. */
    static final String NONE = "–";

    private Figures() {
    }

    /** Three figures that matter, as in 0.41, 4.13, 41.3, 413. */
    static String short3(final Number value) {
        if (value == null || !Double.isFinite(value.doubleValue())) {
            return NONE;
        }
        final double v = value.doubleValue();
        final double size = Math.abs(v);
        if (size >= 10_000) {
            return String.format(Locale.ROOT, "%,.0f", v).replace(',', '\u202f');
        }
        final String shown = String.format(Locale.ROOT, size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f", v);
        return shown.contains(".") ? shown.replaceFirst("\\.?0+$", "") : shown;
    }

    /** A count. */
    static String count(final Number value) {
        return value == null ? NONE : String.format(Locale.ROOT, "%,d", value.longValue()).replace(',', '\u202f');
    }

    /** A share of 0..1 as a percentage. */
    static String percent(final Double share) {
        return share == null ? NONE : short3(Math.round(share * 1000) / 10.0) + " %";
    }

    /** A figure with its unit; without, if there is no figure. */
    static String with(final Number value, final String unit) {
        final String shown = short3(value);
        return shown.equals(NONE) || unit.isEmpty() ? shown : shown + " " + unit;
    }

    /** The greater of two figures of which either may be missing. */
    static Double max(final Double a, final Double b) {
        return a == null ? b : b == null ? a : Double.valueOf(Math.max(a, b));
    }

    /** The lesser of two figures of which either may be missing. */
    static Double min(final Double a, final Double b) {
        return a == null ? b : b == null ? a : Double.valueOf(Math.min(a, b));
    }
}
