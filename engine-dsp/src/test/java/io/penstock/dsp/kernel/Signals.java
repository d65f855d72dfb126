package io.penstock.dsp.kernel;

import java.util.Random;

/** Made-up speech and rooms. */
public final class Signals {
    private Signals() {
    }

    /** Noise with the spectrum of speech that starts and stops four times a second or so, around -26 dBFS. */
    public static float[] speech(final int n, final int rateHz, final long seed) {
        final Random random = new Random(seed);
        final float[] x = new float[n];
        double low = 0;
        double level = 0;
        double wanted = 0;
        for (int i = 0; i < n; i++) {
            if (i % (rateHz / 8) == 0) {
                wanted = random.nextInt(4) == 0 ? 0 : 0.05 + 0.25 * random.nextDouble();
            }
            level += (wanted - level) * 0.003;
            low += 0.4 * (random.nextGaussian() - low);
            x[i] = (float) (0.35 * level * low);
        }
        return x;
    }

    /** A room: a direct path, then decaying noise. */
    public static float[] room(final int rateHz, final double reverberationS, final double gain, final long seed) {
        final Random random = new Random(seed);
        final float[] h = new float[(int) (rateHz * 0.2)];
        final double fall = Math.log(1e-3) / (reverberationS * rateHz);
        for (int i = 0; i < h.length; i++) {
            h[i] = (float) (0.08 * gain * random.nextGaussian() * Math.exp(fall * i));
        }
        h[0] = (float) gain;
        return h;
    }

    /** What of {@code x} arrives through {@code h}, {@code delay} samples late. */
    public static float[] through(final float[] x, final float[] h, final int delay) {
        final float[] y = new float[x.length];
        for (int j = 0; j < h.length; j++) {
            final float g = h[j];
            for (int i = delay + j; i < x.length; i++) {
                y[i] += g * x[i - delay - j];
            }
        }
        return y;
    }

    public static float[] noise(final int n, final double rms, final long seed) {
        final Random random = new Random(seed);
        final float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (rms * random.nextGaussian());
        }
        return x;
    }

    public static double decibels(final double ratio) {
        return 10 * Math.log10(ratio);
    }

    public static double power(final float[] x, final int from, final int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum / (to - from) + 1e-20;
    }
}
