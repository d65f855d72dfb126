package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Window;
import java.util.Arrays;

/**
 * Takes every n-th sample of a signal, and back: linear-phase low-passes (Kaiser-windowed sinc) in polyphase form, by hops.
 *
 * <p>Down and up again a signal below 7 kHz or so comes {@link #roundTripSamples} of the higher rate late. Not thread-safe.
 */
final class RateBridge {
    /** Taps to either side of the middle one, per sample of the lower rate. */
    private static final int HALF = 16;
    private static final double CUTOFF = 0.91;
    private static final double BETA = 5;

    private final int ratio;
    private final int lowHop;
    private final int taps;
    private final float[][] phases;
    private final float[][] down;
    private final float[] up;

    /** From {@code lowHop * ratio} samples to {@code lowHop}. */
    RateBridge(final int lowHop, final int ratio) {
        this.ratio = ratio;
        this.lowHop = lowHop;
        taps = 2 * HALF + 1;
        phases = new float[ratio][taps];
        final int length = 2 * HALF * ratio + 1;
        double sum = 0;
        final double[] h = new double[length];
        for (int i = 0; i < length; i++) {
            final double x = (double) (i - HALF * ratio) / ratio;
            final double s = x == 0 ? 1 : Math.sin(Math.PI * CUTOFF * x) / (Math.PI * CUTOFF * x);
            h[i] = s * Window.kaiser(x / (HALF + 0.5), BETA);
            sum += h[i];
        }
        for (int i = 0; i < length; i++) {
            phases[i % ratio][i / ratio] = (float) (h[i] / sum);
        }
        down = new float[ratio][taps - 1 + lowHop];
        up = new float[taps - 1 + lowHop];
    }

    /** By how many samples of the higher rate a signal is late that went {@link #down} and {@link #up} a bridge of this ratio. */
    static int roundTripSamples(final int ratio) {
        // down() lets the newest of each group of samples pass
        return 2 * HALF * ratio - (ratio - 1);
    }

    /** A hop from the higher rate to the lower. */
    void down(final float[] in, final float[] out) {
        final int before = taps - 1;
        for (int p = 0; p < ratio; p++) {
            final float[] x = down[p];
            System.arraycopy(x, lowHop, x, 0, before);
            for (int i = 0; i < lowHop; i++) {
                x[before + i] = in[i * ratio + p];
            }
        }
        Arrays.fill(out, 0, lowHop, 0);
        for (int p = 0; p < ratio; p++) {
            final float[] h = phases[p];
            final float[] x = down[ratio - 1 - p];
            for (int j = 0; j < taps; j++) {
                final float g = h[j];
                final int at = before - j;
                for (int i = 0; i < lowHop; i++) {
                    out[i] += g * x[at + i];
                }
            }
        }
    }

    /** A hop from the lower rate to the higher. */
    void up(final float[] in, final float[] out, final float[] scratch) {
        final int before = taps - 1;
        System.arraycopy(up, lowHop, up, 0, before);
        System.arraycopy(in, 0, up, before, lowHop);
        for (int p = 0; p < ratio; p++) {
            final float[] h = phases[p];
            Arrays.fill(scratch, 0, lowHop, 0);
            for (int j = 0; j < taps; j++) {
                final float g = ratio * h[j];
                final int at = before - j;
                for (int i = 0; i < lowHop; i++) {
                    scratch[i] += g * up[at + i];
                }
            }
            for (int i = 0; i < lowHop; i++) {
                out[i * ratio + p] = scratch[i];
            }
        }
    }

    void clear() {
        for (final float[] x : down) {
            Arrays.fill(x, 0);
        }
        Arrays.fill(up, 0);
    }
}
