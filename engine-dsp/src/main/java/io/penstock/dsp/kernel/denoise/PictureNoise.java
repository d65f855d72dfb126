package io.penstock.dsp.kernel.denoise;

import java.util.Arrays;

/**
 * Standard deviation of the noise of a plane, by a mask that sees neither planes nor slopes nor edges along the axes (Immerkær, "Fast Noise
 * Variance Estimation", CVIU 64(2), 1996), block by block; a low quantile of the blocks, because texture and edges only add. One thread;
 * nothing allocates after construction.
 */
final class PictureNoise {
    private static final int BLOCK = 16;
    private static final int BINS = 512;
    /** Bins a step of the deviation. */
    private static final float FINENESS = 16;
    private static final float QUANTILE = 0.1f;
    /** The tenth percentile of blocks of pure noise, by simulation. */
    private static final float BIAS = 0.91f;

    private final int width;
    private final int height;
    private final int[] bins = new int[BINS];
    private float sigma = -1;

    PictureNoise(final int width, final int height) {
        this.width = width;
        this.height = height;
    }

    void reset() {
        sigma = -1;
    }

    /**
     * Takes in a picture.
     *
     * @return standard deviation in steps, smoothed over the pictures.
     */
    float next(final byte[] data, final int at) {
        Arrays.fill(bins, 0);
        int blocks = 0;
        for (int y = 1; y + BLOCK < height; y += BLOCK) {
            // Every other block, changing places by row: half of them tell enough.
            for (int x = 1 + (y / BLOCK & 1) * BLOCK; x + BLOCK < width; x += 2 * BLOCK) {
                final int bin = block(data, at + y * width + x);
                if (bin >= 0) {
                    bins[bin]++;
                    blocks++;
                }
            }
        }
        if (blocks == 0) {
            return Math.max(0, sigma);
        }
        int wanted = (int) (blocks * QUANTILE);
        int bin = 0;
        while (wanted >= bins[bin]) {
            wanted -= bins[bin++];
        }
        final float now = (bin + 0.5f) / FINENESS / BIAS;
        sigma = sigma < 0 ? now : sigma + 0.1f * (now - sigma);
        return sigma;
    }

    /** Bin of a block; −1 where black or white have cut the noise off. */
    private int block(final byte[] data, final int from) {
        int sum = 0;
        int light = 0;
        for (int y = 0; y < BLOCK; y++) {
            final int here = from + y * width;
            final int up = here - width;
            final int down = here + width;
            for (int x = 0; x < BLOCK; x++) {
                final int corners = (data[up + x - 1] & 0xFF) + (data[up + x + 1] & 0xFF) + (data[down + x - 1] & 0xFF)
                    + (data[down + x + 1] & 0xFF);
                final int sides = (data[up + x] & 0xFF) + (data[down + x] & 0xFF) + (data[here + x - 1] & 0xFF) + (data[here + x + 1] & 0xFF);
                final int middle = data[here + x] & 0xFF;
                sum += Math.abs(corners - 2 * sides + 4 * middle);
                light += middle;
            }
        }
        final int mean = light / (BLOCK * BLOCK);
        if (mean < 20 || mean > 232) {
            return -1;
        }
        // sqrt(pi / 2) / 6: equation 6 of the paper.
        return Math.min(BINS - 1, (int) (sum * (0.20888568f * FINENESS / (BLOCK * BLOCK))));
    }
}
