package io.penstock.rtc.statistics;

/** Ranges that figures from outside must keep. */
final class Figures {
    static final double UNKNOWN = -1;
    static final int MAX_STREAMS = 64;
    static final int MAX_ID_CHARS = 256;
    private static final double MOST_MS = 3_600_000;
    private static final double MOST = 1e12;

    private Figures() {
    }

    static double ms(final String name, final double value) {
        return range(name, value, MOST_MS);
    }

    static double percent(final String name, final double value) {
        return range(name, value, 100);
    }

    static double amount(final String name, final double value) {
        return range(name, value, MOST);
    }

    private static double range(final String name, final double value, final double most) {
        if (!(value == UNKNOWN || value >= 0 && value <= most)) { // NaN is none of these
            throw new IllegalArgumentException(name + ' ' + value + ": accepted are 0–" + (long) most + ", and -1 for unknown");
        }
        return value;
    }

    static long count(final String name, final long value) {
        if (value < UNKNOWN || value > (long) MOST) {
            throw new IllegalArgumentException(name + ' ' + value + ": accepted are 0–" + (long) MOST + ", and -1 for unknown");
        }
        return value;
    }

    static double toMs(final long ns) {
        return ns < 0 ? UNKNOWN : Math.round(ns / 1e5) / 10.0;
    }

    static double tenths(final double value) {
        return Math.round(value * 10) / 10.0;
    }
}
