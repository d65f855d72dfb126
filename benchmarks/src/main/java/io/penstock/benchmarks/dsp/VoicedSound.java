package io.penstock.benchmarks.dsp;

import java.util.Random;

/** Made-up speech for benchmarks: a voice whose pitch wanders, some noise, and pauses. */
final class VoicedSound {
    private VoicedSound() {
    }

    static float[] make(final int samples, final int rateHz, final int channels) {
        final float[] x = new float[samples * channels];
        final Random random = new Random(1);
        double phase = 0;
        for (int i = 0; i < samples; i++) {
            final double t = (double) i / rateHz;
            phase += 2 * Math.PI * (130 + 40 * Math.sin(2 * Math.PI * 0.7 * t)) / rateHz;
            final double level = Math.max(0, Math.sin(2 * Math.PI * 0.9 * t));
            double sample = 0;
            for (int h = 1; h <= 10; h++) {
                sample += Math.sin(h * phase) / h;
            }
            for (int c = 0; c < channels; c++) {
                x[i * channels + c] = (float) (0.15 * level * sample + 0.003 * random.nextGaussian());
            }
        }
        return x;
    }
}
