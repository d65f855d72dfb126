package io.penstock.benchmarks.scale;

/**
 * A straight line through points, by least squares.
 *
 * @param slope         change of y for each unit of x.
 * @param intercept     y where x is 0.
 * @param slopeError    standard error of the slope; 0 for fewer than three points.
 * @param determination share of the variance that the line explains, 0–1; 1 where nothing varies.
 */
record LinearFit(double slope, double intercept, double slopeError, double determination) {
    /**
     * Fits a line.
     *
     * @param x where, at least two different places.
     * @param y what was measured there.
     * @return the line.
     */
    static LinearFit of(final double[] x, final double[] y) {
        if (x.length != y.length || x.length < 2) {
            throw new IllegalArgumentException("a line needs two points or more, and as many x as y; found " + x.length + " and " + y.length);
        }
        final double meanX = mean(x);
        final double meanY = mean(y);
        double sxx = 0;
        double sxy = 0;
        double syy = 0;
        for (int i = 0; i < x.length; i++) {
            sxx += (x[i] - meanX) * (x[i] - meanX);
            sxy += (x[i] - meanX) * (y[i] - meanY);
            syy += (y[i] - meanY) * (y[i] - meanY);
        }
        if (sxx == 0) {
            throw new IllegalArgumentException("a line needs two different places; all are at " + meanX);
        }
        final double slope = sxy / sxx;
        final double residual = Math.max(0, syy - slope * sxy);
        final double error = x.length < 3 ? 0 : Math.sqrt(residual / (x.length - 2) / sxx);
        return new LinearFit(slope, meanY - slope * meanX, error, syy == 0 ? 1 : 1 - residual / syy);
    }

    private static double mean(final double[] values) {
        double sum = 0;
        for (final double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /**
     * Whether the line does not rise by more than is allowed over a span. Noise alone must not fail a long run: what counts is the least slope
     * that the points support (two standard errors below the fitted one).
     *
     * @param span    of x.
     * @param allowed largest rise of y over the span.
     * @return true if flat.
     */
    boolean isFlat(final double span, final double allowed) {
        return (slope - 2 * slopeError) * span <= allowed;
    }
}
