package io.penstock.dsp.kernel.echo;

/**
 * Keeps the far end in step with the microphone: a phase-locked loop of second order on the time by which the echo in the microphone
 * lags the estimated one.
 *
 * <p>The filter itself follows a drifting echo, but always from behind, and this lag shows which way the clocks run apart. As long as the
 * lag stays within what clocks in step show, nothing is done: interpolation would only cost accuracy. Not thread-safe.
 */
final class ClockDrift {
    // With clocks in step the lag stayed below 0.003 samples on real rooms; 20 ppm give more than 0.02.
    private static final float IN_STEP = 0.02f;
    private static final int SURE_HOPS = 24;
    private static final float LEAST_WEIGHT = 2;
    private static final float SURE_WEIGHT = 20;
    private static final float RATE = 0.15f;
    private static final float PROPORTIONAL = 0.1f;
    private static final float INTEGRAL = 0.002f;
    private static final float LARGEST_STEP = 0.02f;
    private static final float LARGEST_PPM = 1000;

    private final int hop;
    private float numerator;
    private float denominator;
    private int outOfStep;
    private boolean engaged;
    private volatile float samplesPerHop;

    ClockDrift(final int hop) {
        this.hop = hop;
    }

    /**
     * One hop.
     *
     * @param num    lag in samples times its weight.
     * @param weight weight: signal to noise.
     * @param valid  whether the filter is near enough to the echo for a lag to mean anything.
     * @return by how many samples the far end is to be read later from now on.
     */
    double update(final float num, final float weight, final boolean valid) {
        if (!valid) {
            return engaged ? samplesPerHop : 0;
        }
        numerator += RATE * (num - numerator);
        denominator += RATE * (weight - denominator);
        if (denominator < LEAST_WEIGHT || weight < 0.1f * denominator) {
            return engaged ? samplesPerHop : 0;
        }
        final float lag = Math.max(-1, Math.min(1, numerator / denominator));
        if (!engaged) {
            if (denominator > SURE_WEIGHT) {
                outOfStep = lag > IN_STEP ? Math.max(0, outOfStep) + 1 : lag < -IN_STEP ? Math.min(0, outOfStep) - 1 : 0;
            }
            engaged = Math.abs(outOfStep) >= SURE_HOPS;
            return 0;
        }
        final float most = LARGEST_PPM * 1e-6f * hop;
        samplesPerHop = Math.max(-most, Math.min(most, samplesPerHop + INTEGRAL * lag));
        return samplesPerHop + Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, PROPORTIONAL * lag));
    }

    /** Whether the far end is to be interpolated. */
    boolean engaged() {
        return engaged;
    }

    /** By how much the microphone's clock is faster, in millionths. */
    float ppm() {
        return samplesPerHop / hop * 1e6f;
    }
}
