package io.penstock.dsp.kernel.level;

import io.penstock.dsp.kernel.CleanInput;
import java.util.Arrays;

/**
 * Keeps peaks below a ceiling by turning down just before them: look-ahead limiter for any number of linked channels.
 *
 * <p>The gain that each moment needs is held over the look-ahead (sliding minimum), recovers exponentially, and is smoothed by a mean
 * as long as the look-ahead: it is down where the peak comes, without a step. As a mean of gains that all satisfy the peak it cannot
 * overshoot. With true peaks the wave between the samples (ITU-R BS.1770-4, annex 2) is kept below the ceiling as well. What stays below
 * the ceiling passes bit for bit. One instance serves one thread; {@link #reductionDb()} and counts may be read from any. Nothing
 * allocates after construction.
 */
public final class Limiter {
    private static final float RELEASE_S = 0.08f;
    private static final float MOST_LOOK_AHEAD_MS = 20;
    // a smoothed gain this close to 1 is 1: what is not limited passes bit for bit
    private static final float UNITY = 1 - 1e-6f;

    private final int channels;
    private final int lookAhead;
    private final int latency;
    private final int most;
    private final float release;
    private final TruePeak[] truePeaks;
    private final float[] delayed;
    private final float[] needed;
    private final float[] clean;
    // sliding minimum: places and values, increasing, in a ring
    private final long[] minimumAt;
    private final float[] minimum;
    private int head;
    private int size;
    private final double[] held;
    private double heldSum;
    private int heldAt;
    private double recovering = 1;
    private int resting;
    private long now;
    private volatile float ceiling;
    private volatile float reduction = 1;
    private volatile long limited;
    private volatile long notFinite;

    /**
     * A limiter.
     *
     * @param sampleRateHz samples per second and channel.
     * @param channels     interleaved, all turned down together.
     * @param lookAheadMs  how long before a peak the gain begins to fall, 0–20 ms; 0 steps down where the peak comes.
     * @param ceilingDb    highest level that leaves, dBFS (dBTP with true peaks), −40 to 0.
     * @param truePeak     whether the wave between the samples counts too; costs {@value TruePeak#DELAY} samples of delay.
     * @param mostFrames   most samples of a channel in one call.
     */
    public Limiter(final int sampleRateHz, final int channels, final float lookAheadMs, final float ceilingDb, final boolean truePeak,
        final int mostFrames) {
        if (sampleRateHz < 1 || channels < 1 || mostFrames < 1 || !(lookAheadMs >= 0 && lookAheadMs <= MOST_LOOK_AHEAD_MS)) {
            throw new IllegalArgumentException("limiter for " + sampleRateHz + " Hz, " + channels + " channels, " + lookAheadMs
                + " ms ahead, frames of " + mostFrames + ": accepted are 0–20 ms, all others 1 and more");
        }
        this.channels = channels;
        most = mostFrames;
        lookAhead = Math.round(sampleRateHz * lookAheadMs / 1000);
        truePeaks = new TruePeak[truePeak ? channels : 0];
        for (int c = 0; c < truePeaks.length; c++) {
            truePeaks[c] = new TruePeak(mostFrames);
        }
        latency = lookAhead + (truePeak ? TruePeak.DELAY : 0);
        release = (float) (1 - Math.exp(-1 / (RELEASE_S * sampleRateHz)));
        delayed = new float[(latency + mostFrames) * channels];
        needed = new float[mostFrames];
        clean = new float[mostFrames * channels];
        minimumAt = new long[lookAhead + 1];
        minimum = new float[lookAhead + 1];
        held = new double[lookAhead + 1];
        ceilingDb(ceilingDb);
        reset();
    }

    /**
     * Sets the ceiling, at any time, from any thread.
     *
     * @param db dBFS, −40 to 0.
     * @return this.
     */
    public Limiter ceilingDb(final float db) {
        if (!(db >= -40 && db <= 0)) {
            throw new IllegalArgumentException("ceiling of " + db + " dBFS: accepted are -40 to 0");
        }
        ceiling = (float) Math.pow(10, db / 20);
        return this;
    }

    /**
     * Limits samples; input and output may be the same array.
     *
     * @param in     interleaved; what is not a number counts as 0.
     * @param out    receives as many, {@link #latencySamples()} late.
     * @param frames samples of each channel, at most as many as given at construction.
     */
    public void process(final float[] in, final float[] out, final int frames) {
        if (frames > most) {
            throw new IllegalArgumentException("frame of " + frames + " samples: at most " + most);
        }
        final int n = frames * channels;
        final int held0 = latency * channels;
        final int bad = CleanInput.copy(in, 0, clean, 0, n);
        if (bad > 0) {
            notFinite += bad;
        }
        System.arraycopy(clean, 0, delayed, held0, n);
        final boolean quiet = need(frames);
        if (quiet && resting >= 2 * lookAhead + 2) {
            System.arraycopy(delayed, 0, out, 0, n);
            now += frames;
            reduction = 1;
        } else {
            turnDown(out, frames);
        }
        resting = quiet ? (int) Math.min(Integer.MAX_VALUE, (long) resting + frames) : resting;
        System.arraycopy(delayed, n, delayed, 0, held0);
    }

    /** The gain that each moment needs; true if all need none. */
    private boolean need(final int frames) {
        Arrays.fill(needed, 0, frames, 0);
        if (truePeaks.length > 0) {
            for (int c = 0; c < channels; c++) {
                truePeaks[c].envelope(clean, c, channels, frames, needed);
            }
        } else {
            for (int i = 0; i < frames; i++) {
                float peak = 0;
                for (int c = 0; c < channels; c++) {
                    peak = Math.max(peak, Math.abs(clean[i * channels + c]));
                }
                needed[i] = peak;
            }
        }
        final float top = ceiling;
        boolean none = true;
        for (int i = 0; i < frames; i++) {
            final boolean above = needed[i] > top;
            needed[i] = above ? top / needed[i] : 1;
            none &= !above;
        }
        return none;
    }

    private void turnDown(final float[] out, final int frames) {
        float least = 1;
        long over = 0;
        for (int i = 0; i < frames; i++) {
            final double want = slidingMinimum(needed[i]);
            recovering = want < recovering ? want : Math.min(want, recovering + (1 - recovering) * release);
            if (recovering > UNITY) {
                recovering = 1;
            }
            heldSum += recovering - held[heldAt];
            held[heldAt] = recovering;
            heldAt = heldAt + 1 == held.length ? 0 : heldAt + 1;
            final double mean = heldSum / held.length;
            // the running sum rounds: what needs nothing gets exactly 1
            final float gain = mean > UNITY && recovering == 1 ? 1 : (float) mean;
            for (int c = 0; c < channels; c++) {
                out[i * channels + c] = gain * delayed[i * channels + c];
            }
            least = Math.min(least, gain);
            over += gain < 1 ? 1 : 0;
        }
        reduction = least;
        resting = recovering < 1 ? 0 : resting;
        if (over > 0) {
            limited += over;
        }
    }

    private float slidingMinimum(final float value) {
        final int length = minimum.length;
        while (size > 0 && minimum[index(head + size - 1, length)] >= value) {
            size--;
        }
        if (size > 0 && minimumAt[head] <= now - length) {
            head = index(head + 1, length);
            size--;
        }
        final int at = index(head + size, length);
        minimum[at] = value;
        minimumAt[at] = now++;
        size++;
        return minimum[head];
    }

    private static int index(final int i, final int length) {
        return i >= length ? i - length : i;
    }

    /** Forgets the past, and what is on its way. */
    public void reset() {
        Arrays.fill(delayed, 0);
        Arrays.fill(held, 1);
        heldSum = held.length;
        heldAt = 0;
        recovering = 1;
        head = 0;
        size = 0;
        resting = 0;
        for (final TruePeak truePeak : truePeaks) {
            truePeak.reset();
        }
        reduction = 1;
    }

    /**
     * Delay.
     *
     * @return samples: the look-ahead and, with true peaks, {@value TruePeak#DELAY} more.
     */
    public int latencySamples() {
        return latency;
    }

    /**
     * By how much the last call was turned down where it was turned down most.
     *
     * @return dB, 0 or more.
     */
    public float reductionDb() {
        return Math.max(0, (float) (-20 * Math.log10(reduction)));
    }

    /**
     * Samples of a channel that were turned down.
     *
     * @return a count.
     */
    public long limited() {
        return limited;
    }

    /**
     * Samples that were not numbers.
     *
     * @return a count.
     */
    public long notFinite() {
        return notFinite;
    }
}
