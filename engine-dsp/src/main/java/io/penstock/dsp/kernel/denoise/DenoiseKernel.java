package io.penstock.dsp.kernel.denoise;

/**
 * Takes noise out of moving 4:2:0 pictures in place, over time where nothing moves and over space where something does; see {@link
 * PlaneDenoiser}. How much noise there is, is measured in each plane ({@link PictureNoise}); what is below half a step is left alone, so that
 * clean pictures stay as they are.
 *
 * <p>Adds no delay. One thread, but for the setting; nothing allocates after construction.
 */
public final class DenoiseKernel {
    /** Highest strength. */
    public static final int HIGHEST = 9;
    /** At this strength as much noise is taken out as is measured. */
    private static final float MEASURED = 5;
    private static final float CLEAN = 0.5f;
    private static final float LEAST = 0.3f;
    /** Beyond this it is not noise. */
    private static final float MOST = 25;

    private final int chromaSize;
    private final PictureNoise[] levels = new PictureNoise[3];
    private final PlaneDenoiser[] planes = new PlaneDenoiser[3];
    private final int lumaSize;
    private volatile int strength = 5;
    private volatile float noise;

    /**
     * Prepares for pictures of one size.
     *
     * @param width  pixels, positive.
     * @param height pixels, positive.
     */
    public DenoiseKernel(final int width, final int height) {
        lumaSize = width * height;
        chromaSize = (width + 1) / 2 * ((height + 1) / 2);
        for (int i = 0; i < 3; i++) {
            final int w = i == 0 ? width : (width + 1) / 2;
            final int h = i == 0 ? height : (height + 1) / 2;
            levels[i] = new PictureNoise(w, h);
            planes[i] = new PlaneDenoiser(w, h);
        }
    }

    /**
     * Sets the strength; holds from the next picture on. Any thread.
     *
     * @param level 0 (off) to 9, 5 for as much as is measured; what lies outside is limited to it.
     * @return this.
     */
    public DenoiseKernel strength(final int level) {
        strength = Math.max(0, Math.min(HIGHEST, level));
        return this;
    }

    /**
     * Noise measured in luma. Any thread.
     *
     * @return standard deviation in steps of 8 bits.
     */
    public float noise() {
        return noise;
    }

    /** Forgets the pictures before. */
    public void reset() {
        for (int i = 0; i < 3; i++) {
            levels[i].reset();
            planes[i].reset();
        }
    }

    /**
     * Changes an I420 picture.
     *
     * @param data holds it.
     * @param at   index of its first byte; planes and rows follow each other tightly.
     */
    public void process(final byte[] data, final int at) {
        final int level = strength;
        for (int i = 0; i < 3; i++) {
            final int plane = at + (i == 0 ? 0 : lumaSize + (i - 1) * chromaSize);
            final float measured = levels[i].next(data, plane);
            if (i == 0) {
                noise = measured;
            }
            final float sigma = Math.min(MOST, (measured - CLEAN) * level / MEASURED);
            if (sigma < LEAST) {
                planes[i].reset();
            } else {
                planes[i].process(data, plane, sigma);
            }
        }
    }
}
