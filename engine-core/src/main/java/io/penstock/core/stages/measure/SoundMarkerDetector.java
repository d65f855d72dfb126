package io.penstock.core.stages.measure;

import java.util.Arrays;

/**
 * Finds the markers of {@link SoundMarker} in received sound, to a fraction of a sample at 8 kHz (about 0.05 ms).
 *
 * <p>The sound is decimated to about 8 kHz; a matched filter for the common code finds where a marker starts (normalised correlation,
 * parabolic interpolation of the peak), the best of the 63 numbered codes at that place which one it is. What is weak or ambiguous is not
 * reported, so a lost or concealed marker is a missing one, not a wrong one. Costs about 2 MMAC per second of sound. One thread; nothing
 * allocates after construction.
 * <pre>{@code
 * detector.push(pcm, n, playTimeOfFirstSampleNs);
 * while (detector.next()) {
 *     histogram.record(SoundMarker.latencyNs(detector.code(), detector.timeNs()));
 * }
 * }</pre>
 */
public final class SoundMarkerDetector {
    private static final int TARGET_HZ = 8_000;
    private static final int TAPS_PER_PHASE = 16;
    private static final double LEAST_SYNC = 0.42;
    private static final double LEAST_CODE = 0.35;
    private static final double LEAST_MARGIN = 1.35;
    private static final int PENDING = 64;

    private final double rateHz;
    private final int decimation;
    private final float[] lowPass;
    private final float[] delayLine;
    private int delayAt;
    private int phase;

    private final float[][] codes;
    private final int length;
    private final int guard;
    private final float[] samples;
    private final long[] times;
    private final float[] scores;
    private final int mask;
    private long count;

    private final int[] foundCode = new int[PENDING];
    private final long[] foundNs = new long[PENDING];
    private final double[] foundScore = new double[PENDING];
    private long found;
    private long taken;
    private int code = -1;
    private long timeNs;
    private double score;
    private long uncertain;

    /**
     * Creates a detector.
     *
     * @param sampleRateHz samples per second, 8000–192000.
     * @throws io.penstock.error.ConfigurationException if out of range.
     */
    public SoundMarkerDetector(final int sampleRateHz) {
        SoundMarker.checkRate(sampleRateHz);
        decimation = Math.max(1, sampleRateHz / TARGET_HZ);
        rateHz = (double) sampleRateHz / decimation;
        lowPass = lowPass(decimation);
        delayLine = new float[2 * lowPass.length];
        codes = MarkerCode.waveforms(rateHz);
        length = codes[0].length;
        guard = length / 2;
        final int size = Integer.highestOneBit(4 * length) * 2;
        mask = size - 1;
        samples = new float[2 * size];
        times = new long[size];
        scores = new float[size];
    }

    /**
     * Takes received sound.
     *
     * @param pcm     mono samples, full scale ±1.
     * @param n       how many, from index 0.
     * @param firstNs time at which the first of them is played, on the clock of the sender.
     */
    public void push(final float[] pcm, final int n, final long firstNs) {
        final double nsPerSample = 1e9 / (rateHz * decimation);
        final double delay = (lowPass.length - 1) / 2.0;
        for (int i = 0; i < n; i++) {
            delayAt = delayAt == 0 ? lowPass.length - 1 : delayAt - 1;
            delayLine[delayAt] = pcm[i];
            delayLine[delayAt + lowPass.length] = pcm[i];
            if (++phase == decimation) {
                phase = 0;
                accept(dot(lowPass, 0, delayLine, delayAt, lowPass.length), firstNs + Math.round((i - delay) * nsPerSample));
            }
        }
    }

    /**
     * Goes to the next marker found.
     *
     * @return false if there is none yet.
     */
    public boolean next() {
        if (taken == found) {
            return false;
        }
        final int slot = (int) (taken++ % PENDING);
        code = foundCode[slot];
        timeNs = foundNs[slot];
        score = foundScore[slot];
        return true;
    }

    /**
     * Code of the marker that {@link #next} went to.
     *
     * @return 0 to {@link SoundMarker#CODES} − 1.
     */
    public int code() {
        return code;
    }

    /**
     * When its first sample was played.
     *
     * @return nanoseconds on the clock that {@link #push} was told.
     */
    public long timeNs() {
        return timeNs;
    }

    /**
     * How well it fits.
     *
     * @return normalised correlation with the code found, up to about 1.
     */
    public double score() {
        return score;
    }

    /**
     * Places that looked like a marker but were not clear enough to be reported.
     *
     * @return the count.
     */
    public long uncertain() {
        return uncertain;
    }

    /** Forgets what was pushed. */
    public void reset() {
        Arrays.fill(samples, 0);
        Arrays.fill(delayLine, 0);
        Arrays.fill(scores, 0);
        count = 0;
        phase = 0;
        taken = found;
    }

    private void accept(final float sample, final long sampleNs) {
        final int slot = (int) count & mask;
        samples[slot] = sample;
        samples[slot + mask + 1] = sample;
        times[slot] = sampleNs;
        count++;
        if (count < length) {
            return;
        }
        scores[slot] = correlation(0, count - length);
        // A start position is judged once enough has come after it to know that it is the highest peak around.
        final long candidate = count - length - guard;
        if (candidate >= guard) {
            judge(candidate);
        }
    }

    private void judge(final long start) {
        final float peak = scoreAt(start);
        if (peak < LEAST_SYNC) {
            return;
        }
        for (int d = 1; d <= guard; d++) {
            if (scoreAt(start - d) > peak || scoreAt(start + d) >= peak) {
                return;
            }
        }
        int best = 0;
        double bestScore = 0;
        double secondScore = 0;
        for (int c = 1; c < codes.length; c++) {
            final double s = correlation(c, start);
            if (s > bestScore) {
                secondScore = bestScore;
                bestScore = s;
                best = c;
            } else if (s > secondScore) {
                secondScore = s;
            }
        }
        if (bestScore < LEAST_CODE || bestScore < LEAST_MARGIN * secondScore) {
            uncertain++;
            return;
        }
        final double left = scoreAt(start - 1);
        final double right = scoreAt(start + 1);
        final double bend = left - 2 * peak + right;
        final double fraction = bend < 0 ? 0.5 * (left - right) / bend : 0;
        if (found - taken == PENDING) {
            taken++;
        }
        final int slot = (int) (found++ % PENDING);
        foundCode[slot] = best - 1;
        foundNs[slot] = times[(int) start & mask] + Math.round(fraction * 1e9 / rateHz);
        foundScore[slot] = Math.sqrt(peak * peak + bestScore * bestScore);
    }

    /** Scores are kept at the slot of the last sample of the window that starts at {@code start}. */
    private float scoreAt(final long start) {
        return scores[(int) (start + length - 1) & mask];
    }

    private float correlation(final int c, final long start) {
        final int at = (int) start & mask;
        final float energy = dot(samples, at, samples, at, length);
        return energy < 1e-7f * length ? 0 : dot(codes[c], 0, samples, at, length) / (float) Math.sqrt(energy * length);
    }

    /** Four accumulators: C2 does not reorder float sums. */
    private static float dot(final float[] a, final int aFrom, final float[] b, final int bFrom, final int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += a[aFrom + i] * b[bFrom + i];
            s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
            s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
            s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
        }
        for (; i < n; i++) {
            s0 += a[aFrom + i] * b[bFrom + i];
        }
        return s0 + s1 + s2 + s3;
    }

    /** Windowed sinc (Blackman), linear phase; passes everything when nothing is left out. */
    private static float[] lowPass(final int decimation) {
        if (decimation == 1) {
            return new float[] {1};
        }
        final int n = TAPS_PER_PHASE * decimation + 1;
        final float[] taps = new float[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            final double x = (i - (n - 1) / 2.0) * 0.95 / decimation;
            final double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
            final double t = 2 * Math.PI * i / (n - 1);
            final double tap = sinc * (0.42 - 0.5 * Math.cos(t) + 0.08 * Math.cos(2 * t));
            taps[i] = (float) tap;
            sum += tap;
        }
        for (int i = 0; i < n; i++) {
            taps[i] /= (float) sum;
        }
        return taps;
    }
}
