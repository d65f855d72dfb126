package io.penstock.examples.h264;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The mean distance of two rate-distortion curves (Bjøntegaard, VCEG-M33), over what both cover; between points they are monotone cubics
 * (Fritsch, Carlson), as VCEG-AL22 recommends.
 */
final class Bjontegaard {
    private static final int STEPS = 1000;

    private Bjontegaard() {
    }

    /** A point of a curve. */
    record Point(double kbps, double db) {
    }

    /**
     * How many more bits a curve takes than another for the same quality.
     *
     * @return per cent, negative if fewer; NaN if the curves have nothing in common or fewer than two points.
     */
    static double ratePercent(final Point[] anchor, final Point[] other) {
        final double log = mean(cubic(anchor, true), cubic(other, true));
        return 100 * (Math.exp(log) - 1);
    }

    /**
     * How much better a curve is than another at the same rate.
     *
     * @return decibels; NaN if the curves have nothing in common or fewer than two points.
     */
    static double psnrDb(final Point[] anchor, final Point[] other) {
        return mean(cubic(anchor, false), cubic(other, false));
    }

    private static double mean(final Cubic a, final Cubic b) {
        if (a == null || b == null) {
            return Double.NaN;
        }
        final double from = Math.max(a.x[0], b.x[0]);
        final double to = Math.min(a.x[a.x.length - 1], b.x[b.x.length - 1]);
        if (!(to > from)) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < STEPS; i++) {
            final double x = from + (to - from) * (i + 0.5) / STEPS;
            sum += b.at(x) - a.at(x);
        }
        return sum / STEPS;
    }

    /** By quality, or by the logarithm of the rate; points where the curve does not rise are left out. */
    private static Cubic cubic(final Point[] points, final boolean byQuality) {
        final Point[] sorted = Arrays.stream(points).filter(p -> p.kbps() > 0).sorted(Comparator.comparingDouble(Point::kbps)).toArray(Point[]::new);
        final double[] x = new double[sorted.length];
        final double[] y = new double[sorted.length];
        int n = 0;
        for (final Point p : sorted) {
            if (n == 0 || p.db() > (byQuality ? x : y)[n - 1] && Math.log(p.kbps()) > (byQuality ? y : x)[n - 1]) {
                x[n] = byQuality ? p.db() : Math.log(p.kbps());
                y[n++] = byQuality ? Math.log(p.kbps()) : p.db();
            }
        }
        return n < 2 ? null : new Cubic(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
    }

    /** A monotone cubic Hermite spline. */
    private static final class Cubic {
        private final double[] x;
        private final double[] y;
        private final double[] slope;

        Cubic(final double[] x, final double[] y) {
            this.x = x;
            this.y = y;
            final int n = x.length;
            final double[] secant = new double[n - 1];
            for (int i = 0; i + 1 < n; i++) {
                secant[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
            }
            slope = new double[n];
            slope[0] = secant[0];
            slope[n - 1] = secant[n - 2];
            for (int i = 1; i + 1 < n; i++) {
                final double before = x[i] - x[i - 1];
                final double after = x[i + 1] - x[i];
                // The weighted harmonic mean of both sides keeps the curve monotone.
                slope[i] = secant[i - 1] * secant[i] <= 0 ? 0
                    : 3 * (before + after) / ((2 * after + before) / secant[i - 1] + (after + 2 * before) / secant[i]);
            }
        }

        double at(final double value) {
            int i = 0;
            while (i + 2 < x.length && value > x[i + 1]) {
                i++;
            }
            final double h = x[i + 1] - x[i];
            final double t = (value - x[i]) / h;
            final double u = 1 - t;
            return y[i] * u * u * (1 + 2 * t) + slope[i] * h * t * u * u + y[i + 1] * t * t * (3 - 2 * t) - slope[i + 1] * h * t * t * u;
        }
    }
}
