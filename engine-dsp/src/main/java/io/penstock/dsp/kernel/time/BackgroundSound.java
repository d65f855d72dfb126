package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.VectorMath;

/**
 * Remembers what the room sounds like when nobody speaks, and makes more of it: the quietest 40 ms lately, in overlapping pieces taken at
 * random places and with random signs. Not thread-safe; allocates when constructed only.
 */
final class BackgroundSound {
    private static final double SEGMENT_MS = 40;
    private static final double GRAIN_MS = 20;
    private static final double LOOK_MS = 10;
    /** The floor may rise as fast as this, or it would stay at the quietest moment for ever. */
    private static final double RISE_DB_PER_S = 6;
    /** What is this much above the floor is not background any more (3 dB). */
    private static final double NEAR_FLOOR = 2;
    /** What is more periodic than this is a voice or a tone. */
    private static final double PERIODIC = 0.6;

    private final int channels;
    private final int segment;
    private final int hop;
    private final int look;
    private final double risePerSample;
    private final float[][] quiet;
    private final float[] fadeIn;
    private final PitchSlope periodicity;
    private double floor;
    private boolean known;
    private boolean noiseLike;
    private int sinceLook;
    private int heard;
    private int position;
    private int offset;
    private int nextOffset;
    private float sign;
    private float nextSign;
    private int random;

    BackgroundSound(final int sampleRateHz, final int channels, final int kept) {
        this.channels = channels;
        segment = (int) (SEGMENT_MS * sampleRateHz / 1000);
        hop = Math.max(1, (int) (GRAIN_MS * sampleRateHz / 2000));
        look = (int) (LOOK_MS * sampleRateHz / 1000);
        risePerSample = RISE_DB_PER_S * Math.log(10) / 10 / sampleRateHz;
        quiet = new float[channels][segment];
        periodicity = new PitchSlope(sampleRateHz, kept);
        fadeIn = new float[hop];
        for (int i = 0; i < hop; i++) {
            fadeIn[i] = (float) Math.sin(Math.PI / 2 * (i + 0.5) / hop);
        }
        reset();
    }

    /** Sound was received: looks at the end of the past. */
    void received(final float[][] past, final int frames) {
        sinceLook = Math.min(sinceLook + frames, 1 << 24);
        heard = Math.min(heard + frames, 1 << 24);
        if (sinceLook < look || heard < past[0].length) {
            return;
        }
        final double energy = energy(past, segment);
        floor *= 1 + risePerSample * Math.min(sinceLook, look * 100);
        sinceLook = 0;
        if (!known || energy <= floor) {
            known = true;
            floor = energy;
            for (int c = 0; c < channels; c++) {
                System.arraycopy(past[c], past[c].length - segment, quiet[c], 0, segment);
            }
            noiseLike = periodicity.of(past) < PERIODIC;
        }
    }

    private double energy(final float[][] past, final int samples) {
        double sum = 0;
        for (final float[] channel : past) {
            sum += VectorMath.energy(channel, channel.length - samples, samples);
        }
        return sum / samples;
    }

    /** Whether the end of the past is background and nothing else. */
    boolean isBackground(final float[][] past) {
        return known && noiseLike && energy(past, segment / 2) <= NEAR_FLOOR * floor;
    }

    /** Adds background to a sound, at a gain for each sample. */
    void addTo(final float[][] out, final float[] gains, final int n) {
        if (!noiseLike) {
            return;
        }
        for (int i = 0; i < n; i++) {
            if (position == hop) {
                position = 0;
                offset = nextOffset;
                sign = nextSign;
                choose();
            }
            final float older = gains[i] * sign * fadeIn[hop - 1 - position];
            final float newer = gains[i] * nextSign * fadeIn[position];
            for (int c = 0; c < channels; c++) {
                out[c][i] += older * quiet[c][offset + hop + position] + newer * quiet[c][nextOffset + position];
            }
            position++;
        }
    }

    /** Marsaglia's xorshift. */
    private void choose() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        nextOffset = (random >>> 8) % Math.max(1, segment - 2 * hop);
        nextSign = (random & 1) == 0 ? 1 : -1;
    }

    void reset() {
        floor = 0;
        known = false;
        noiseLike = false;
        sinceLook = 0;
        heard = 0;
        position = 0;
        random = 0x2545F491;
        choose();
        offset = nextOffset;
        sign = nextSign;
        choose();
    }
}
