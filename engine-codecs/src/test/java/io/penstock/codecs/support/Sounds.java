package io.penstock.codecs.support;

import java.util.Random;

/** Test sounds and how to compare them. */
public final class Sounds {
    private Sounds() {
    }

    /** Something like a voice: a gliding pitch with harmonics under two formants, in syllables of about 250 ms with pauses. */
    public static short[] voice(final int sampleRateHz, final int samples, final long seed) {
        final Random random = new Random(seed);
        final short[] voice = new short[samples];
        double phase = 0;
        double level = 0;
        for (int i = 0; i < samples; i++) {
            final double t = i / (double) sampleRateHz;
            final double pitch = 120 + 30 * Math.sin(2 * Math.PI * 0.7 * t);
            phase += 2 * Math.PI * pitch / sampleRateHz;
            final boolean speaking = t % 0.4 < 0.28;
            level += ((speaking ? 1 : 0) - level) * 60 / sampleRateHz;
            double sum = 0;
            for (int h = 1; h * pitch < Math.min(3_400, sampleRateHz * 0.45); h++) {
                final double f = h * pitch;
                final double formants = 1 / (1 + Math.pow((f - 600) / 200, 2)) + 0.6 / (1 + Math.pow((f - 1_400) / 300, 2)) + 0.02;
                sum += formants * Math.sin(h * phase + h * h);
            }
            voice[i] = (short) Math.max(-32_768, Math.min(32_767, level * 4_000 * sum + random.nextGaussian() * 8));
        }
        return voice;
    }

    /** Interleaves a second channel at half the level. */
    public static short[] stereo(final short[] mono) {
        final short[] both = new short[2 * mono.length];
        for (int i = 0; i < mono.length; i++) {
            both[2 * i] = mono[i];
            both[2 * i + 1] = (short) (mono[i] / 2);
        }
        return both;
    }

    /** Signal over error in dB, {@code actual} being {@code delay} samples late. */
    public static double snrDb(final short[] expected, final short[] actual, final int delay, final int from, final int to) {
        double signal = 0;
        double error = 0;
        for (int i = from; i < to; i++) {
            final double d = expected[i] - actual[i + delay];
            signal += (double) expected[i] * expected[i];
            error += d * d;
        }
        return 10 * Math.log10((signal + 1e-9) / (error + 1e-9));
    }

    /** By how many samples {@code actual} follows {@code expected}: where their correlation peaks. */
    public static int delay(final short[] expected, final short[] actual, final int maxDelay, final int from, final int to) {
        int best = 0;
        double bestSum = Double.NEGATIVE_INFINITY;
        for (int d = 0; d <= maxDelay; d++) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += (double) expected[i] * actual[i + d];
            }
            if (sum > bestSum) {
                bestSum = sum;
                best = d;
            }
        }
        return best;
    }

    /** Root mean square. */
    public static double rms(final short[] sound, final int from, final int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) sound[i] * sound[i];
        }
        return Math.sqrt(sum / Math.max(1, to - from));
    }
}
