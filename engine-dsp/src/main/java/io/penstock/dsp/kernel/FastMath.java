package io.penstock.dsp.kernel;

/** Logarithm and power of two by polynomials: a few nanoseconds each, exact to what gains and spectra need. */
public final class FastMath {
    /** Octaves of e: {@code log2(e)}. */
    public static final float LOG2_E = 1.442695f;
    /** Decibels of power in one octave of power: {@code 10 log10(2)}. */
    public static final float DB_PER_LOG2 = 3.0103f;

    private static final int EXPONENT_BIAS = 127;
    private static final int MANTISSA_BITS = 23;
    private static final int MANTISSA = (1 << MANTISSA_BITS) - 1;

    private FastMath() {
    }

    /**
     * Logarithm to base 2; error below 1e-5.
     *
     * @param x a positive normal number.
     * @return its logarithm.
     */
    public static float log2(final float x) {
        final int bits = Float.floatToRawIntBits(x);
        final float u = Float.intBitsToFloat(bits & MANTISSA | EXPONENT_BIAS << MANTISSA_BITS) - 1;
        // least squares for log2(1 + u) / u at Chebyshev's places, so that powers of two come out exact
        final float p = ((((-0.03459521f * u + 0.14643361f) * u - 0.30338967f) * u + 0.46930169f) * u - 0.72044237f) * u + 1.44268325f;
        return (bits >>> MANTISSA_BITS) - EXPONENT_BIAS + p * u;
    }

    /**
     * Two to a power; relative error below 1e-5.
     *
     * @param x exponent.
     * @return the power; 0 below −126, above 126 the value there.
     */
    public static float exp2(final float x) {
        if (x < -126) {
            return 0;
        }
        final float y = Math.min(x, 126);
        final int whole = (int) (y + 256.5f) - 256;
        final float f = y - whole;
        final float p = 1 + f * (0.6931472f + f * (0.2402265f + f * (0.0555041f + f * (0.0096181f + f * 0.0013333f))));
        return p * Float.intBitsToFloat(whole + EXPONENT_BIAS << MANTISSA_BITS);
    }

    /**
     * A power by its decibels.
     *
     * @param db decibels.
     * @return {@code 10^(db / 10)}.
     */
    public static float fromDb(final float db) {
        return (float) Math.pow(10, db / 10);
    }
}
