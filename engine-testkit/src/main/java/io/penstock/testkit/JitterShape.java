package io.penstock.testkit;

/** How jitter is distributed about the fixed delay; a packet never comes out before it came in. */
public enum JitterShape {
    /** Evenly between −jitter and +jitter. */
    UNIFORM {
        @Override
        double inverse(final double uniform) {
            return 2 * uniform - 1;
        }
    },

    /** Normal with a standard deviation of half the jitter, cut off at twice the jitter (four standard deviations). */
    NORMAL {
        @Override
        double inverse(final double uniform) {
            return Math.max(-2, Math.min(2, 0.5 * normal(uniform)));
        }
    };

    /** In units of the jitter. */
    abstract double inverse(double uniform);

    /** Largest value of {@link #inverse}. */
    double reach() {
        return this == UNIFORM ? 1 : 2;
    }

    /**
     * Quantile of the standard normal distribution, by the rational approximation of P. J. Acklam (2003), relative error below 1.15e−9. One
     * draw for one value keeps the generator counter-based.
     */
    private static double normal(final double p) {
        final double tail = 0.02425;
        if (p < tail || p > 1 - tail) {
            final double q = Math.sqrt(-2 * StrictMath.log(Math.max(Double.MIN_NORMAL, p < tail ? p : 1 - p)));
            final double x = (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q
                + 4.374664141464968) * q + 2.938163982698783)
                / ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
            return p < tail ? x : -x;
        }
        final double q = p - 0.5;
        final double r = q * q;
        return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r
            - 3.066479806614716e+01) * r + 2.506628277459239) * q
            / (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r
            - 1.328068155288572e+01) * r + 1);
    }
}
