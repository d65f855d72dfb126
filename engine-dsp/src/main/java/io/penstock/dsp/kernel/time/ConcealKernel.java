package io.penstock.dsp.kernel.time;

import java.util.Arrays;

/**
 * Makes up sound for what was lost, without delaying what was not.
 *
 * <p>The sound before the gap is continued by an {@link Extrapolator}: long linear prediction in time warped by the slope of the pitch, and
 * noise with the spectrum of what that cannot predict. It keeps its level for 20 ms and then fades within 60 ms into the background, which is
 * made of the quietest moment lately. What comes after the gap is cross-faded with the continuation over 5 ms, after long gaps over 10.
 *
 * <p>All channels share one analysis. Samples are interleaved, full scale ±1.0, any rate from 1 kHz. NaN and infinities count as 0. Not
 * thread-safe but for {@link #notFinite()}; allocates when constructed only.
 */
public final class ConcealKernel {
    private static final double KEEP_MS = 20;
    private static final double FADE_MS = 60;
    private static final double MERGE_MS = 5;
    private static final double LONG_MERGE_MS = 10;
    private static final double BLOCK_MS = 10;
    /** Sound is louder than full scale only by mistake; it must not blow up the analysis. */
    private static final float LOUDEST = 16;

    private final int channels;
    private final int kept;
    private final int keep;
    private final int fade;
    private final int merge;
    private final int longMerge;
    private final int block;
    private final Extrapolator extrapolator;
    private final BackgroundSound background;
    private final float[][] past;
    private final float[][] made;
    private final float[] levels;
    private final float[] backgroundLevels;
    private int lost;
    private boolean heard;
    private volatile long notFinite;

    /**
     * Creates a kernel.
     *
     * @param sampleRateHz samples per second and channel, 1000 or more.
     * @param channels     interleaved channels, 1 or more.
     */
    public ConcealKernel(final int sampleRateHz, final int channels) {
        if (sampleRateHz < 1_000 || channels < 1) {
            throw new IllegalArgumentException("concealer: " + sampleRateHz + " Hz ×" + channels
                + ": accepted are 1000 Hz and more, 1 channel and more");
        }
        this.channels = channels;
        kept = Extrapolator.kept(sampleRateHz);
        keep = (int) (KEEP_MS * sampleRateHz / 1000);
        fade = (int) (FADE_MS * sampleRateHz / 1000);
        merge = (int) (MERGE_MS * sampleRateHz / 1000);
        longMerge = (int) (LONG_MERGE_MS * sampleRateHz / 1000);
        block = (int) (BLOCK_MS * sampleRateHz / 1000);
        extrapolator = new Extrapolator(sampleRateHz, channels);
        background = new BackgroundSound(sampleRateHz, channels, kept);
        past = new float[channels][kept];
        made = new float[channels][block];
        levels = new float[block];
        backgroundLevels = new float[block];
    }

    /**
     * Sound that was received; cross-faded in place where it follows a gap.
     *
     * @param pcm    interleaved samples; changed after a gap, and where they are not finite.
     * @param frames samples per channel, any number.
     */
    public void received(final float[] pcm, final int frames) {
        clean(pcm, frames * channels);
        if (frames > 0 && lost > 0) {
            crossFade(pcm, frames);
            lost = 0;
        }
        heard |= frames > 0;
        remember(pcm, 0, frames);
        background.received(past, frames);
    }

    private void clean(final float[] pcm, final int n) {
        int bad = 0;
        for (int i = 0; i < n; i++) {
            final float sample = pcm[i];
            if (!(Math.abs(sample) <= Float.MAX_VALUE)) {
                pcm[i] = 0;
                bad++;
            }
        }
        if (bad > 0) {
            notFinite += bad;
        }
    }

    /**
     * Makes sound in place of what was lost.
     *
     * @param out    receives interleaved samples.
     * @param frames samples per channel, any number.
     */
    public void conceal(final float[] out, final int frames) {
        for (int at = 0; at < frames; at += block) {
            final int n = Math.min(block, frames - at);
            if (heard) {
                make(n);
                for (int c = 0; c < channels; c++) {
                    final float[] from = made[c];
                    for (int i = 0, to = at * channels + c; i < n; i++, to += channels) {
                        out[to] = from[i];
                    }
                }
            } else {
                Arrays.fill(out, at * channels, (at + n) * channels, 0);
            }
            remember(out, at, n);
        }
    }

    /** The next samples of the gap, at most a block. */
    private void make(final int n) {
        if (lost == 0) {
            extrapolator.start(past, background.isBackground(past));
        }
        final boolean sounds = lost < keep + fade;
        for (int i = 0; i < n; i++) {
            final float into = Math.max(0, Math.min(1, (float) (lost + i - keep) / fade));
            levels[i] = 1 - into;
            backgroundLevels[i] = (float) Math.sqrt(1 - levels[i] * levels[i]);
        }
        if (sounds) {
            extrapolator.next(made, n);
        }
        for (int c = 0; c < channels; c++) {
            final float[] m = made[c];
            for (int i = 0; i < n; i++) {
                m[i] = sounds ? m[i] * levels[i] : 0;
            }
        }
        if (lost + n > keep) {
            background.addTo(made, backgroundLevels, n);
        }
        lost = Math.min(lost + n, 1 << 30);
    }

    private void crossFade(final float[] pcm, final int frames) {
        final int length = Math.min(frames, lost > keep ? longMerge : merge);
        for (int at = 0; at < length; at += block) {
            final int n = Math.min(block, length - at);
            make(n);
            for (int i = 0; i < n; i++) {
                final float weight = (at + i + 1f) / (length + 1);
                for (int c = 0; c < channels; c++) {
                    final int to = (at + i) * channels + c;
                    pcm[to] = made[c][i] + weight * (pcm[to] - made[c][i]);
                }
            }
        }
    }

    private void remember(final float[] pcm, final int from, final int frames) {
        final int fresh = Math.min(frames, kept);
        final int first = (from + frames - fresh) * channels;
        for (int c = 0; c < channels; c++) {
            final float[] p = past[c];
            System.arraycopy(p, fresh, p, 0, kept - fresh);
            for (int i = kept - fresh, at = first + c; i < kept; i++, at += channels) {
                p[i] = Math.max(-LOUDEST, Math.min(LOUDEST, pcm[at]));
            }
        }
    }

    /** Forgets the past. */
    public void reset() {
        for (final float[] channel : past) {
            Arrays.fill(channel, 0);
        }
        background.reset();
        lost = 0;
        heard = false;
    }

    /**
     * How many samples received were NaN or infinite. Any thread.
     *
     * @return the count since the beginning.
     */
    public long notFinite() {
        return notFinite;
    }
}
