package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.Window;
import java.util.Arrays;

/**
 * Reads the far end by the microphone's clock: a band-limited interpolator (Kaiser-windowed sinc) whose lag behind the newest sample
 * may be any fraction and may change slowly. Within a block the lag runs linearly. Not thread-safe.
 */
final class FarResampler {
    /** The least lag at which interpolation has the samples that it needs, in samples. */
    static final int LEAST_LAG = 17;
    private static final int HALF = 16;
    private static final int TAPS = 2 * HALF;
    private static final int STEPS = 256;
    private static final double BETA = 9;

    private static final float[] SINC = new float[(2 * HALF + 4) * STEPS + 2];

    static {
        for (int i = 0; i < SINC.length; i++) {
            final double x = (double) i / STEPS - HALF - 2;
            final double s = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
            SINC[i] = (float) (s * Window.kaiser(x / (HALF + 0.5), BETA));
        }
    }

    private final float[] ring;
    private final float[] block;
    private final float[] ahead;
    private final float[] from = new float[TAPS];
    private final float[] to = new float[TAPS];
    private long written;

    /** Takes and gives blocks of up to {@code most} samples, at lags up to {@code longestLag}. */
    FarResampler(final int most, final int longestLag) {
        ring = new float[Fft.sizeFor(longestLag + 2 * most + 4 * TAPS)];
        block = new float[most + 2 * TAPS];
        ahead = new float[most];
    }

    void write(final float[] samples, final int n) {
        for (int i = 0; i < n; i++) {
            ring[(int) (written + i) & ring.length - 1] = samples[i];
        }
        written += n;
    }

    /**
     * Gives {@code n} samples: the last of them lies {@code lagAtEnd} behind the sample that was written {@code back} samples ago, the one
     * before the first {@code lagAtStart} behind that of {@code n} samples earlier.
     */
    void read(final int back, final double lagAtStart, final double lagAtEnd, final float[] out, final int n) {
        final int whole = (int) Math.floor(lagAtEnd);
        kernel(lagAtStart - whole, from);
        kernel(lagAtEnd - whole, to);
        final long first = written - back - n - whole - HALF;
        for (int i = 0; i < n + TAPS; i++) {
            block[i] = ring[(int) (first + i) & ring.length - 1];
        }
        Arrays.fill(out, 0, n, 0);
        Arrays.fill(ahead, 0, n, 0);
        for (int j = 0; j < TAPS; j++) {
            final float g = from[j];
            final float h = to[j];
            for (int i = 0; i < n; i++) {
                out[i] += g * block[i + j];
                ahead[i] += h * block[i + j];
            }
        }
        final float step = 1f / n;
        for (int i = 0; i < n; i++) {
            out[i] += (i + 1) * step * (ahead[i] - out[i]);
        }
    }

    /** Weights of the samples around a place {@code fraction} before the middle one. */
    private static void kernel(final double fraction, final float[] weights) {
        for (int j = 0; j < TAPS; j++) {
            final double x = (j - HALF + fraction + HALF + 2) * STEPS;
            final int i = (int) x;
            final float u = (float) (x - i);
            weights[j] = SINC[i] + u * (SINC[i + 1] - SINC[i]);
        }
    }

    void clear() {
        Arrays.fill(ring, 0);
    }
}
