package io.penstock.core.jitter;

import io.penstock.format.AudioFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;

/**
 * Fades what is made up for a long loss to noise like that behind the voice, as loud and as dull, so that the line does not seem dead. Level and
 * first autocorrelation are those of the quietest frame of the last seconds. Of a background of digital silence nothing is made. One thread.
 */
final class ComfortNoise {
    /** So long made-up sound is left as it is. */
    private static final long BEGIN_NS = 100_000_000L;
    private static final long FADE_NS = 200_000_000L;
    private static final long WINDOW_NS = 2_500_000_000L;
    private static final int LONGEST_MS = 120;
    /** Half a step of 16-bit sound: below is silence. */
    private static final double LEAST_POWER = 2.3e-10;
    private static final double MOST_CORRELATION = 0.95;
    /** A uniform distribution from -1 to 1 has a third of the power of its peak. */
    private static final double UNIFORM_POWER = 1.0 / 3;
    private static final int SEED = 0x2545F491;

    private final AudioFormat format;
    private final float[] samples;
    private final double[] last;
    private double power;
    private double correlation;
    private double windowPower;
    private double windowCorrelation;
    private long windowNs;
    private long madeUpNs;
    private int random = SEED;

    ComfortNoise(final AudioFormat format) {
        this.format = format;
        samples = new float[Math.max(format.frameSamples(), format.sampleRateHz() * LONGEST_MS / 1000) * format.channels()];
        last = new double[format.channels()];
        reset();
    }

    /** Sound that was received. */
    void received(final MutableFrame frame) {
        madeUpNs = 0;
        final int n = takes(frame) ? Pcm.read(frame, samples) : 0;
        final int channels = format.channels();
        if (n <= channels) {
            return;
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += samples[i];
        }
        mean /= n;
        double square = 0;
        double product = 0;
        for (int i = channels; i < n; i++) {
            final double here = samples[i] - mean;
            square += here * here;
            product += here * (samples[i - channels] - mean);
        }
        final double framePower = square / (n - channels);
        if (framePower < windowPower) {
            windowPower = framePower;
            windowCorrelation = square > 0 ? product / square : 0;
        }
        if (windowPower < power || power < 0) {
            power = windowPower;
            correlation = windowCorrelation;
        }
        windowNs += format.frameNs();
        if (windowNs >= WINDOW_NS) {
            windowNs = 0;
            power = windowPower;
            correlation = windowCorrelation;
            windowPower = Double.MAX_VALUE;
        }
    }

    /** Sound that was made up: after a while it becomes noise. Returns whether it was changed. */
    boolean madeUp(final MutableFrame frame) {
        final long sinceNs = madeUpNs - BEGIN_NS;
        madeUpNs += format.frameNs();
        if (sinceNs < 0 || power < LEAST_POWER || !takes(frame)) {
            return false;
        }
        final int n = Pcm.read(frame, samples);
        final int channels = format.channels();
        final double a = Math.max(-MOST_CORRELATION, Math.min(MOST_CORRELATION, correlation));
        final double gain = Math.sqrt(power * (1 - a * a) / UNIFORM_POWER);
        final double from = Math.min(1, (double) sinceNs / FADE_NS);
        final double to = Math.min(1, (double) (sinceNs + format.frameNs()) / FADE_NS);
        for (int i = 0; i < n; i++) {
            final int c = i % channels;
            last[c] = a * last[c] + gain * next();
            final double share = from + (to - from) * i / n;
            samples[i] = (float) ((1 - share) * samples[i] + Math.sqrt(share) * last[c]);
        }
        Pcm.write(samples, n, format.sampleType(), frame);
        return true;
    }

    private boolean takes(final MutableFrame frame) {
        return frame.length() <= samples.length * format.sampleType().bytes();
    }

    /** From -1 to 1 (xorshift: Marsaglia 2003). */
    private double next() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return random * 0x1p-31;
    }

    void reset() {
        power = -1;
        windowPower = Double.MAX_VALUE;
        windowNs = 0;
        madeUpNs = 0;
        java.util.Arrays.fill(last, 0);
        random = SEED;
    }
}
