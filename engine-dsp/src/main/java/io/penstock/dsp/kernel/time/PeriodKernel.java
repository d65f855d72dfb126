package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.CleanInput;
import java.util.Arrays;

/**
 * Takes a pitch period out of a piece of sound, or puts one in, where that is not heard: what a jitter buffer needs to change its delay.
 *
 * <p>Of a few places and lags of 2.5–15 ms those are taken that are most alike (normalised cross-correlation over 5 ms); they are faded into
 * each other. Where they are not alike enough, nothing is changed, except in sound so quiet that nobody hears it. What is put in may come
 * from the piece before, of which as much is kept; the end of a piece is never touched, so that the next one joins.
 *
 * <p>Samples are interleaved, full scale ±1.0; all channels are cut alike. NaN and infinities count as 0. One thread, but for
 * {@link #notFinite()}; allocates when constructed only.
 */
public final class PeriodKernel {
    private static final double SHORTEST_MS = 2.5;
    private static final double LONGEST_MS = 15;
    private static final double COMPARED_MS = 5;
    private static final double LONGEST_PIECE_MS = 120;
    private static final int PLACES = 4;
    private static final float ALIKE = 0.9f;
    /** -50 dBFS. */
    private static final float QUIET = 1e-5f;

    private final int channels;
    private final int shortest;
    private final int longest;
    private final int compared;
    private final int kept;
    private final int longestPiece;
    private final float[][] x;
    private final float[][] fades;
    private final SpliceSearch search;
    private volatile long notFinite;

    private int bestPlace;
    private int bestLag;
    private float bestLikeness;

    /**
     * Creates a kernel.
     *
     * @param sampleRateHz samples per second and channel, 2000 or more.
     * @param channels     interleaved channels, 1 or more.
     */
    public PeriodKernel(final int sampleRateHz, final int channels) {
        if (sampleRateHz < 2_000 || channels < 1) {
            throw new IllegalArgumentException("time scaler: " + sampleRateHz + " Hz ×" + channels
                + ": accepted are 2000 Hz and more, 1 channel and more");
        }
        this.channels = channels;
        shortest = (int) (SHORTEST_MS * sampleRateHz / 1000);
        longest = (int) (LONGEST_MS * sampleRateHz / 1000);
        compared = (int) (COMPARED_MS * sampleRateHz / 1000);
        longestPiece = (int) (LONGEST_PIECE_MS * sampleRateHz / 1000);
        kept = longest + compared;
        x = new float[channels][kept + longestPiece];
        fades = new float[][] {SpliceSearch.fade(compared), SpliceSearch.fade(compared / 2)};
        search = new SpliceSearch(sampleRateHz, channels, compared, longest);
    }

    /**
     * Shortens or lengthens a piece by 2.5 to 15 ms, at most by half or to double, or leaves it.
     *
     * @param in          interleaved samples.
     * @param frames      samples per channel; of 10 ms or more, as less has no room. Pieces above 120 ms are left.
     * @param targetRatio wanted length of the output over that of the input: below 1 shortens, above lengthens; of equally good lags the one
     *                    nearest to it is taken, but it may be missed on either side.
     * @param out         receives interleaved samples, not {@code in}; room for {@code 2 * frames} samples per channel.
     * @return samples per channel written; {@code frames} if nothing was changed.
     */
    public int scale(final float[] in, final int frames, final double targetRatio, final float[] out) {
        int bad = 0;
        final int n = Math.min(frames, longestPiece);
        final int skipped = frames - n;
        for (int c = 0; c < channels; c++) {
            bad += CleanInput.copy(in, skipped * channels + c, channels, x[c], kept, n);
        }
        if (bad > 0) {
            notFinite += bad;
        }
        final int wanted = (int) Math.round(n * Math.abs(1 - targetRatio));
        bestLikeness = 0;
        if (skipped == 0 && wanted > 0) {
            find(n, targetRatio < 1 ? 1 : -1, wanted);
        }
        final int written;
        if (bestLikeness == 0) {
            System.arraycopy(in, 0, out, 0, skipped * channels);
            copy(kept, n, out, skipped);
            written = frames;
        } else {
            written = splice(n, targetRatio < 1 ? 1 : -1, out);
        }
        for (final float[] channel : x) {
            System.arraycopy(channel, n, channel, 0, kept);
        }
        return written;
    }

    /** The fade has to fit beside the lag. */
    private float[] fade(final int n) {
        return n < 3 * compared ? fades[1] : fades[0];
    }

    private void find(final int n, final int sign, final int wanted) {
        final int length = fade(n).length;
        final int before = compared - length;
        for (int p = 0; p < PLACES; p++) {
            final int place = p * n / PLACES;
            final int room = sign > 0 ? Math.min(n / 2, n - length - place) : Math.min(n, place + length > n ? 0 : n);
            final int lag = search.find(x, kept + place - before, sign, shortest, Math.min(longest, room), wanted);
            final boolean unheard = search.likeness() >= ALIKE || search.level() <= QUIET;
            if (lag > 0 && unheard && search.likeness() > bestLikeness) {
                bestLikeness = search.likeness();
                bestLag = lag;
                bestPlace = place;
            } else if (lag > 0 && unheard && bestLikeness == 0) {
                bestLikeness = Float.MIN_VALUE;
                bestLag = lag;
                bestPlace = place;
            }
        }
    }

    private int splice(final int n, final int sign, final float[] out) {
        final float[] fade = fade(n);
        final int from = kept + bestPlace;
        final int to = from + sign * bestLag;
        copy(kept, bestPlace, out, 0);
        for (int c = 0; c < channels; c++) {
            SpliceSearch.crossFade(x[c], from, to, fade.length, fade, bestLikeness, out, bestPlace * channels + c, channels);
        }
        final int rest = kept + n - (to + fade.length);
        copy(to + fade.length, rest, out, bestPlace + fade.length);
        return bestPlace + fade.length + rest;
    }

    private void copy(final int from, final int n, final float[] out, final int at) {
        for (int c = 0; c < channels; c++) {
            final float[] channel = x[c];
            for (int i = 0, o = at * channels + c; i < n; i++, o += channels) {
                out[o] = channel[from + i];
            }
        }
    }

    /** Forgets the past. */
    public void reset() {
        for (final float[] channel : x) {
            Arrays.fill(channel, 0, kept, 0);
        }
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
