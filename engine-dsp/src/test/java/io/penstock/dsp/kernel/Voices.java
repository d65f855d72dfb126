package io.penstock.dsp.kernel;

import java.util.Random;

/** Made-up voices. */
public final class Voices {
    private Voices() {
    }

    /** Vowels: harmonics of a gliding pitch through three formants, with pauses; some −20 dBFS. */
    public static float[] vowels(final int n, final int rateHz, final long seed) {
        final Random random = new Random(seed);
        final float[] x = new float[n];
        final double[] formants = {600, 1300, 2600};
        double pitch = 120;
        double wanted = 0;
        double level = 0;
        double phase = 0;
        for (int i = 0; i < n; i++) {
            if (i % (rateHz / 5) == 0) {
                wanted = random.nextInt(4) == 0 ? 0 : 0.3;
                pitch = 100 + 80 * random.nextDouble();
                formants[0] = 300 + 500 * random.nextDouble();
                formants[1] = 900 + 1200 * random.nextDouble();
            }
            level += (wanted - level) * 50 / rateHz;
            phase += 2 * Math.PI * pitch * (1 + 0.05 * Math.sin(2 * Math.PI * 3 * i / rateHz)) / rateHz;
            double sum = 0;
            for (int h = 1; h * pitch < 3800; h++) {
                double gain = 0.02;
                for (final double f : formants) {
                    final double off = (h * pitch - f) / 120;
                    gain += Math.exp(-off * off / 2) * 300 / f;
                }
                sum += gain * Math.cos(h * phase) / Math.sqrt(h);
            }
            x[i] = (float) (level * sum);
        }
        return x;
    }
}
