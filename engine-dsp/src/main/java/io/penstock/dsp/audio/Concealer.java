package io.penstock.dsp.audio;

import io.penstock.spi.LossConcealer;
import java.util.Arrays;

/**
 * Fills gaps by repeating the last pitch periods and fading out, after ITU-T G.711 Appendix I; for codecs that cannot conceal by themselves.
 *
 * <p>It differs from the appendix in adding no delay: instead of smoothing the sound before the gap, which has been played by then, it lets
 * the first repetition start from the last sample played and glides into the repetition within a quarter of a period. After 10 ms of a gap
 * two periods are repeated and after 20 ms three, against the buzz of one; after 10 ms the sound falls by a fifth every 10 ms, to nothing
 * after 60 ms. What follows the gap is cross-faded with the continued repetition.
 *
 * <p>Works at any rate and channel count; all channels share one pitch. Allocates in {@link #configure} only.
 */
public final class Concealer implements LossConcealer {
    // G.711 Appendix I, table I.1, as times: pitch of 66 to 200 Hz, 20 ms compared, 3¼ of the longest periods kept
    private static final double MIN_PERIOD_MS = 5;
    private static final double MAX_PERIOD_MS = 15;
    private static final double COMPARED_MS = 20;
    private static final int MAX_PERIODS = 3;
    private static final double STEP_MS = 10;
    private static final float FALL_PER_STEP = 0.2f;
    private static final double MAX_CROSS_FADE_MS = 10;
    private static final double CROSS_FADE_PER_STEP_MS = 4;
    /** The coarse search looks at about this many samples a second. */
    private static final int COARSE_RATE_HZ = 4_000;

    private int channels;
    private int rate;
    private int minPeriod;
    private int maxPeriod;
    private int compared;
    private int step;
    private int kept;
    private float[] history;
    private float[] source;
    private float[] mono;
    private float[] correction;
    private float[] continued;

    private int lost;
    private int period;
    private int quarter;
    private int periods;
    private int position;
    private int olderPeriods;
    private int olderPosition;
    private int glide;

    /** For {@link java.util.ServiceLoader}; call {@link #configure} first. */
    public Concealer() {
        configure(8_000, 1);
    }

    @Override
    public void configure(final int sampleRateHz, final int channelCount) {
        if (sampleRateHz < 1_000 || channelCount < 1) {
            throw new IllegalArgumentException("concealer: " + sampleRateHz + " Hz ×" + channelCount
                + ": accepted are 1000 Hz and more, 1 channel and more");
        }
        rate = sampleRateHz;
        channels = channelCount;
        minPeriod = samples(MIN_PERIOD_MS);
        maxPeriod = samples(MAX_PERIOD_MS);
        compared = samples(COMPARED_MS);
        step = samples(STEP_MS);
        kept = MAX_PERIODS * maxPeriod + maxPeriod / 4 + 1;
        history = new float[kept * channels];
        source = new float[kept * channels];
        mono = new float[kept];
        correction = new float[channels];
        continued = new float[channels];
        reset();
    }

    @Override
    public void received(final float[] pcm, final int frames) {
        if (lost > 0) {
            crossFade(pcm, frames);
            lost = 0;
        }
        remember(pcm, frames);
    }

    @Override
    public void conceal(final float[] out, final int frames) {
        if (lost == 0) {
            start();
        }
        for (int i = 0; i < frames; i++) {
            if (lost == step || lost == 2 * step) {
                lengthen();
            }
            final float level = Math.max(0, 1 - FALL_PER_STEP * Math.max(0, lost - step) / step);
            next(out, i * channels, level);
            lost = Math.min(lost + 1, Integer.MAX_VALUE - 1);
        }
        remember(out, frames);
    }

    @Override
    public void reset() {
        Arrays.fill(history, 0);
        lost = 0;
    }

    private void start() {
        System.arraycopy(history, 0, source, 0, source.length);
        period = findPeriod();
        quarter = Math.max(1, period / 4);
        periods = 1;
        position = 0;
        glide = 0;
        for (int c = 0; c < channels; c++) {
            correction[c] = source[(kept - 1) * channels + c] - source[(kept - 1 - period) * channels + c];
        }
    }

    private void lengthen() {
        olderPeriods = periods;
        olderPosition = position;
        glide = quarter;
        periods++;
        position %= period;
    }

    /** One sample of each channel, and on to the next. */
    private void next(final float[] to, final int at, final float level) {
        final float fresh = lost < quarter ? 1f - (float) (lost + 1) / (quarter + 1) : 0;
        final float older = (float) glide / (quarter + 1);
        for (int c = 0; c < channels; c++) {
            float sample = repeated(periods, position, c);
            if (glide > 0) {
                sample += older * (repeated(olderPeriods, olderPosition, c) - sample);
            }
            to[at + c] = level * (sample + fresh * correction[c]);
        }
        position = position + 1 == periods * period ? 0 : position + 1;
        if (glide > 0) {
            glide--;
            olderPosition = olderPosition + 1 == olderPeriods * period ? 0 : olderPosition + 1;
        }
    }

    /** A sample of the last periods, whose end is blended into what came before their beginning, so that they repeat without a step. */
    private float repeated(final int count, final int index, final int channel) {
        final int length = count * period;
        final int at = kept - length + index;
        final float plain = source[at * channels + channel];
        final int intoBlend = index - (length - quarter);
        if (intoBlend < 0) {
            return plain;
        }
        final float weight = (float) (intoBlend + 1) / (quarter + 1);
        return plain + weight * (source[(at - length) * channels + channel] - plain);
    }

    private void crossFade(final float[] pcm, final int frames) {
        final int wanted = quarter + samples(CROSS_FADE_PER_STEP_MS) * Math.min(lost / step, MAX_PERIODS);
        final int length = Math.min(frames, Math.min(wanted, samples(MAX_CROSS_FADE_MS)));
        final float level = Math.max(0, 1 - FALL_PER_STEP * Math.max(0, lost - step) / step);
        for (int i = 0; i < length; i++) {
            final float weight = (float) (i + 1) / (length + 1);
            next(continued, 0, level);
            for (int c = 0; c < channels; c++) {
                final int at = i * channels + c;
                pcm[at] = weight * pcm[at] + (1 - weight) * continued[c];
            }
        }
    }

    private void remember(final float[] pcm, final int frames) {
        final int fresh = Math.min(frames, kept);
        final int left = (kept - fresh) * channels;
        System.arraycopy(history, fresh * channels, history, 0, left);
        System.arraycopy(pcm, (frames - fresh) * channels, history, left, fresh * channels);
    }

    /** The lag at which the last 20 ms resemble what came before them most (normalised cross-correlation), coarsely and then exactly. */
    private int findPeriod() {
        for (int i = 0; i < kept; i++) {
            float sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += source[i * channels + c];
            }
            mono[i] = sum;
        }
        final int stride = Math.max(1, rate / COARSE_RATE_HZ);
        int best = maxPeriod;
        float bestLikeness = 0;
        for (int lag = minPeriod; lag <= maxPeriod; lag += Math.max(1, stride / 2)) {
            final float likeness = likeness(lag, stride);
            if (likeness > bestLikeness) {
                bestLikeness = likeness;
                best = lag;
            }
        }
        final int from = Math.max(minPeriod, best - stride);
        final int to = Math.min(maxPeriod, best + stride);
        bestLikeness = 0;
        for (int lag = from; lag <= to; lag++) {
            final float likeness = likeness(lag, Math.max(1, stride / 4));
            if (likeness > bestLikeness) {
                bestLikeness = likeness;
                best = lag;
            }
        }
        return best;
    }

    private float likeness(final int lag, final int stride) {
        float product = 0;
        float energy = 1e-9f;
        for (int i = kept - compared; i < kept; i += stride) {
            final float past = mono[i - lag];
            product += mono[i] * past;
            energy += past * past;
        }
        return product / (float) Math.sqrt(energy);
    }

    private int samples(final double ms) {
        return (int) (ms * rate / 1_000);
    }
}
