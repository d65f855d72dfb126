package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.Autocorrelation;
import java.util.Arrays;

/**
 * Finds how fast the pitch of a voice rises or falls: of a few slopes the one that, undone by warping time, makes the last 60 ms most
 * periodic. Works on a mix of the channels at about 8 kHz. Not thread-safe; allocates when constructed only.
 */
final class PitchSlope {
    private static final int RATE_HZ = 8_000;
    private static final double SHORTEST_MS = 2.5;
    private static final double LONGEST_MS = 16;
    /** Slopes tried, per second: a voice rarely changes its pitch by more than 6 % in 20 ms. */
    private static final int STEEPEST = 3;
    /** So much more periodic a slope of one per second must make it: short sounds are periodic by chance. */
    private static final double BIAS = 0.02;

    private final int stride;
    private final double rate;
    private final int analysed;
    private final int available;
    private final int shortest;
    private final int longest;
    private final float[] mix;
    private final float[] warped;
    private final float[] window;
    private final Autocorrelation autocorrelation;
    private double periodicity;

    /**
     * Creates a finder.
     *
     * @param sampleRateHz sample rate.
     * @param kept         samples a channel in the past that {@link #find} is given.
     */
    PitchSlope(final int sampleRateHz, final int kept) {
        stride = Math.max(1, sampleRateHz / RATE_HZ);
        rate = (double) sampleRateHz / stride;
        available = kept / stride;
        analysed = Math.min(available - 4, (int) (Extrapolator.ANALYSED_MS * rate / 1000));
        shortest = Math.max(1, (int) (SHORTEST_MS * rate / 1000));
        longest = (int) (LONGEST_MS * rate / 1000);
        mix = new float[available];
        warped = new float[analysed];
        window = Extrapolator.fadeIn(analysed);
        autocorrelation = new Autocorrelation(analysed, longest);
    }

    /**
     * Finds the slope at the end of a sound.
     *
     * @param past samples by channel, the last one at the end.
     * @return relative change of the pitch in a second.
     */
    double find(final float[][] past) {
        mixDown(past);
        double best = -2;
        double slope = 0;
        for (int s = -STEEPEST; s <= STEEPEST; s++) {
            final double value = value(s);
            if (value > best) {
                best = value;
                slope = s;
            }
        }
        final double coarse = slope;
        for (int side = -1; side <= 1; side += 2) {
            final double value = value(coarse + 0.5 * side);
            if (value > best) {
                best = value;
                slope = coarse + 0.5 * side;
            }
        }
        periodicity = best + BIAS * Math.abs(slope);
        return slope;
    }

    /**
     * How periodic the sound is.
     *
     * @return 0–1, by the last {@link #find}.
     */
    double periodicity() {
        return periodicity;
    }

    /**
     * How periodic the end of a sound is whose pitch stands still.
     *
     * @param past samples by channel, the last one at the end.
     * @return 0–1.
     */
    double of(final float[][] past) {
        mixDown(past);
        return value(0);
    }

    private void mixDown(final float[][] past) {
        final int first = past[0].length - available * stride;
        Arrays.fill(mix, 0);
        for (final float[] channel : past) {
            for (int i = 0; i < available; i++) {
                float sum = 0;
                for (int j = 0; j < stride; j++) {
                    sum += channel[first + i * stride + j];
                }
                mix[i] += sum;
            }
        }
    }

    private double value(final double slope) {
        Extrapolator.warp(mix, slope / rate, warped, analysed);
        for (int i = 0; i < analysed; i++) {
            warped[i] *= window[i];
        }
        autocorrelation.clear();
        autocorrelation.add(warped, analysed);
        final float[] correlation = autocorrelation.lags();
        float highest = 0;
        for (int k = shortest; k <= longest; k++) {
            highest = Math.max(highest, correlation[k]);
        }
        return highest / (correlation[0] + 1e-9) - BIAS * Math.abs(slope);
    }
}
