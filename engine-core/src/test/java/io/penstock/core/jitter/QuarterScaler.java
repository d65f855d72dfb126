package io.penstock.core.jitter;

import io.penstock.spi.TimeScaler;

/** Takes a quarter of a piece away or puts one in, whatever it sounds like. */
final class QuarterScaler implements TimeScaler {
    private int channels;

    @Override
    public void configure(final int sampleRateHz, final int channelCount) {
        channels = channelCount;
    }

    @Override
    public int scale(final float[] in, final int frames, final double targetRatio, final float[] out) {
        final int quarter = frames / 4;
        if (targetRatio < 1) {
            System.arraycopy(in, quarter * channels, out, 0, (frames - quarter) * channels);
            return frames - quarter;
        }
        System.arraycopy(in, 0, out, 0, frames * channels);
        if (targetRatio > 1) {
            System.arraycopy(in, (frames - quarter) * channels, out, frames * channels, quarter * channels);
            return frames + quarter;
        }
        return frames;
    }

    @Override
    public void reset() {
    }
}
