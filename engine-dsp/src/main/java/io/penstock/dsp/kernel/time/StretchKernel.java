package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.CleanInput;
import java.util.Arrays;

/**
 * Plays sound faster or slower without changing its pitch: waveform-similarity overlap-add (Verhelst and Roelands, "An overlap-add technique
 * based on waveform similarity", ICASSP 1993), with cuts only where they are due.
 *
 * <p>Sound is copied as it is while the place read stays near the place that the speed asks for. When it is 6 ms off, a place is looked for
 * to go on from, a pitch period or a few away, and faded into over 8 ms. Where none is alike (a consonant), or what lies between is new (an
 * onset), the cut waits, up to 12 ms off; so most transients come out once and whole. At speed 1 nothing is cut: the output is the input,
 * later.
 *
 * <p>A sample comes out when {@link #latencySamples()} after it are in. The speed integrates exactly: {@code n} samples in are, after
 * {@link #drain}, the least number of samples out in which the speed adds up to {@code n}, at constant speed {@code n / speed} rounded up.
 *
 * <p>Samples are interleaved, full scale ±1.0; all channels are cut at the same places. NaN and infinities count as 0. One thread, but for
 * {@link #speed} and {@link #notFinite()}; allocates when constructed only.
 */
public final class StretchKernel {
    /** Least speed. */
    public static final double SLOWEST = 0.5;
    /** Greatest speed. */
    public static final double FASTEST = 2;
    private static final double STEP_MS = 2;
    private static final double FADE_MS = 8;
    private static final double SOFT_MS = 6;
    private static final double HARD_MS = 12;
    private static final double SHORTEST_LAG_MS = 2.5;
    private static final double LONGEST_LAG_MS = 20;
    /** What is this alike can be cut together unheard. */
    private static final float ALIKE = 0.8f;
    /** What is this like the sound before it is no onset. */
    private static final float REPEATED = 0.6f;
    /** -60 dBFS: nobody hears how this is cut. */
    private static final float QUIET = 1e-6f;
    private static final double ROOM_MS = 40;
    private static final double ROUNDING = 1e-6;

    private final int channels;
    private final int step;
    private final int fadeLength;
    private final int soft;
    private final int hard;
    private final int shortestLag;
    private final int longestLag;
    private final int latency;
    private final int keptBehind;
    private final float[][] buffer;
    private final float[] fade;
    private final SpliceSearch search;
    private volatile double speed = 1;
    private volatile long notFinite;
    private volatile long cuts;

    /** Samples in the buffer. */
    private int filled;
    /** Place read next, in the buffer. */
    private int read;
    /** Place that the speed asks for, in the buffer. */
    private double nominal;
    /** What went out of the buffer since the beginning. */
    private long dropped;

    /**
     * Creates a kernel.
     *
     * @param sampleRateHz samples per second and channel, 2000 or more.
     * @param channels     interleaved channels, 1 or more.
     */
    public StretchKernel(final int sampleRateHz, final int channels) {
        if (sampleRateHz < 2_000 || channels < 1) {
            throw new IllegalArgumentException("stretch: " + sampleRateHz + " Hz ×" + channels
                + ": accepted are 2000 Hz and more, 1 channel and more");
        }
        this.channels = channels;
        step = samples(STEP_MS, sampleRateHz);
        fadeLength = samples(FADE_MS, sampleRateHz);
        soft = samples(SOFT_MS, sampleRateHz);
        hard = samples(HARD_MS, sampleRateHz);
        shortestLag = samples(SHORTEST_LAG_MS, sampleRateHz);
        longestLag = samples(LONGEST_LAG_MS, sampleRateHz);
        latency = hard + fadeLength;
        keptBehind = 2 * longestLag + hard;
        buffer = new float[channels][keptBehind + latency + 4 * fadeLength + samples(ROOM_MS, sampleRateHz)];
        fade = SpliceSearch.fade(fadeLength);
        search = new SpliceSearch(sampleRateHz, channels, fadeLength, longestLag);
        reset();
    }

    private static int samples(final double ms, final int rate) {
        return (int) (ms * rate / 1000);
    }

    /**
     * Sets how fast to play, from the next few milliseconds on. Any thread.
     *
     * @param timesAsFast 0.5 to 2; 2 = twice as fast, half as long.
     * @return this.
     * @throws IllegalArgumentException if out of range.
     */
    public StretchKernel speed(final double timesAsFast) {
        if (!(timesAsFast >= SLOWEST && timesAsFast <= FASTEST)) {
            throw new IllegalArgumentException("speed " + timesAsFast + ": accepted are " + SLOWEST + " to " + FASTEST);
        }
        speed = timesAsFast;
        return this;
    }

    /**
     * How fast it plays.
     *
     * @return 0.5 to 2.
     */
    public double speed() {
        return speed;
    }

    /**
     * How many samples must be in after one for it to come out.
     *
     * @return samples per channel.
     */
    public int latencySamples() {
        return latency;
    }

    /**
     * Most samples that can come out at once.
     *
     * @param frames samples per channel put in.
     * @return samples per channel, for {@link #process} and, with 0, for {@link #drain}.
     */
    public int maxOutput(final int frames) {
        return (int) ((frames + latency) / SLOWEST) + 2 * fadeLength;
    }

    /**
     * Takes sound and gives what has become of it.
     *
     * @param in     interleaved samples.
     * @param frames samples per channel, any number.
     * @param out    receives interleaved samples; room for {@link #maxOutput}.
     * @return samples per channel written.
     */
    public int process(final float[] in, final int frames, final float[] out) {
        int written = 0;
        int taken = 0;
        while (taken < frames) {
            compact();
            final int n = Math.min(frames - taken, buffer[0].length - filled);
            append(in, taken, n);
            taken += n;
            written = run(out, written, Double.MAX_VALUE);
        }
        return written;
    }

    /**
     * Gives what is still inside, and begins anew.
     *
     * @param out receives interleaved samples; room for {@link #maxOutput} of 0.
     * @return samples per channel written.
     */
    public int drain(final float[] out) {
        compact();
        final int end = filled;
        for (final float[] channel : buffer) {
            Arrays.fill(channel, filled, channel.length, 0);
        }
        filled = buffer[0].length;
        final int written = run(out, 0, end);
        reset();
        return written;
    }

    /** Forgets the past; the speed stays. */
    public void reset() {
        for (final float[] channel : buffer) {
            Arrays.fill(channel, 0);
        }
        filled = keptBehind;
        read = keptBehind;
        nominal = keptBehind;
        dropped = -keptBehind;
    }

    /**
     * Which sample of the input the next one out stands for, cuts aside.
     *
     * @return samples since the beginning, {@link #drain} or {@link #reset}.
     */
    public double position() {
        return dropped + nominal;
    }

    private void compact() {
        final int drop = Math.min(read, (int) nominal) - keptBehind;
        if (drop > 0) {
            for (final float[] channel : buffer) {
                System.arraycopy(channel, drop, channel, 0, filled - drop);
            }
            filled -= drop;
            read -= drop;
            nominal -= drop;
            dropped += drop;
        }
    }

    private void append(final float[] in, final int from, final int n) {
        int bad = 0;
        for (int c = 0; c < channels; c++) {
            bad += CleanInput.copy(in, from * channels + c, channels, buffer[c], filled, n);
        }
        filled += n;
        if (bad > 0) {
            notFinite += bad;
        }
    }

    /** Puts out all that can be, and what belongs before {@code end}. */
    private int run(final float[] out, final int already, final double end) {
        int written = already;
        while (nominal + latency <= filled && end - nominal > ROUNDING) {
            final double now = speed;
            final int most = (int) Math.min(fadeLength, Math.ceil((end - nominal - ROUNDING) / now));
            final int lag = lag(now);
            final int n = Math.min(lag == 0 ? step : fadeLength, most);
            final int at = written * channels;
            for (int c = 0; c < channels; c++) {
                if (lag == 0) {
                    final float[] x = buffer[c];
                    for (int i = 0, o = at + c; i < n; i++, o += channels) {
                        out[o] = x[read + i];
                    }
                } else {
                    SpliceSearch.crossFade(buffer[c], read, read + lag, n, fade, search.likeness(), out, at + c, channels);
                }
            }
            read += lag + n;
            nominal += n * now;
            written += n;
        }
        return written;
    }

    /** How far to jump now: 0 not at all, positive ahead, negative back. */
    private int lag(final double now) {
        final double ahead = read - nominal;
        if (now == 1 || Math.abs(ahead) <= soft || ahead > 0 == now > 1) {
            return 0;
        }
        final int sign = ahead < 0 ? 1 : -1;
        final double off = Math.abs(ahead);
        // Where the next cut would be too late, this one lands on the other side as far as it may.
        final int longest = (int) Math.min(longestLag, off + hard);
        final double driftMeanwhile = fadeLength * Math.abs(now - 1);
        final int shortest = Math.max(shortestLag, (int) Math.ceil(off + driftMeanwhile - hard));
        final boolean must = off + step * Math.abs(now - 1) > hard;
        final int found = search.find(buffer, read, sign, shortest, longest, (int) (off + driftMeanwhile));
        if (found == 0 || !must && search.level() > QUIET && (search.likeness() < ALIKE || !isRepetition(sign, found))) {
            return 0;
        }
        cuts++;
        return sign * found;
    }

    /** Whether what would be left out, or played twice, resembles what was before it; an onset does not. */
    private boolean isRepetition(final int sign, final int lag) {
        final int from = sign > 0 ? read : read - lag;
        return SpliceSearch.likeness(buffer, from, from - lag, lag) >= REPEATED;
    }

    /**
     * How often it has jumped. Any thread.
     *
     * @return the count since the beginning.
     */
    public long cuts() {
        return cuts;
    }

    /**
     * How many samples were NaN or infinite. Any thread.
     *
     * @return the count since the beginning.
     */
    public long notFinite() {
        return notFinite;
    }
}
