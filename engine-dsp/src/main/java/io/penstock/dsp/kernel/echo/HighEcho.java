package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import java.util.Arrays;

/**
 * Power of the echo above the band of the linear filter, up to its level: the far end's own power there, as late as the echo and
 * reverberant. Not thread-safe.
 */
final class HighEcho {
    private static final float DECAY = 0.6f;

    private final int first;
    private final int bins;
    private final EchoSpectrum far;
    private final float[][] powers;
    private final float[] reverberant;
    private int newest;

    HighEcho(final int hop, final Fft fft, final float[] window, final int first, final int lags) {
        this.first = first;
        bins = fft.bins() - first;
        far = new EchoSpectrum(hop, fft, window);
        powers = new float[lags + 2][bins];
        reverberant = new float[bins];
    }

    /**
     * One hop.
     *
     * @param samples the far end.
     * @param lagHops by which the echo lags it; −1 for any.
     * @param echo    its bins from {@code first} on receive the power.
     */
    void update(final float[] samples, final int lagHops, final float[] echo) {
        far.push(samples);
        newest = newest == 0 ? powers.length - 1 : newest - 1;
        System.arraycopy(far.power, first, powers[newest], 0, bins);
        final int lag = Math.max(0, Math.min(powers.length - 2, lagHops));
        final float[] direct = powers[(newest + lag) % powers.length];
        final float[] later = powers[(newest + lag + 1) % powers.length];
        for (int k = 0; k < bins; k++) {
            reverberant[k] = DECAY * reverberant[k] + (direct[k] + later[k]);
            echo[first + k] = reverberant[k];
        }
    }

    void clear() {
        far.clear();
        for (final float[] power : powers) {
            Arrays.fill(power, 0);
        }
        Arrays.fill(reverberant, 0);
    }
}
