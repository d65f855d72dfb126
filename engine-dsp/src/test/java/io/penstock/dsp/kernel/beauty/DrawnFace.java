package io.penstock.dsp.kernel.beauty;

import java.util.Random;

/** I420 pictures with drawn faces on a wall, for tests: skin with texture, hair, brows, eyes and a mouth. */
public final class DrawnFace {
    public final int width;
    public final int height;
    public final byte[] data;

    public DrawnFace(final int width, final int height) {
        this.width = width;
        this.height = height;
        data = new byte[width * height * 3 / 2];
    }

    /** Fills the picture with one colour and some noise in luma. */
    public DrawnFace wall(final int luma, final int cb, final int cr, final int noise, final long seed) {
        final Random random = new Random(seed);
        for (int i = 0; i < width * height; i++) {
            data[i] = (byte) (luma + (noise == 0 ? 0 : random.nextInt(2 * noise + 1) - noise));
        }
        final int quarter = width * height / 4;
        for (int i = 0; i < quarter; i++) {
            data[width * height + i] = (byte) cb;
            data[width * height + quarter + i] = (byte) cr;
        }
        return this;
    }

    /**
     * Draws a face.
     *
     * @param cx   pixel between the eyes.
     * @param cy   pixel between the eyes.
     * @param w    pixels from ear to ear.
     * @param skin luma of the skin.
     * @param cb   of the skin.
     * @param cr   of the skin.
     */
    public DrawnFace face(final double cx, final double cy, final double w, final int skin, final int cb, final int cr, final long seed) {
        final Random random = new Random(seed);
        ellipse(cx, cy + 0.08 * w, 0.62 * w, 0.78 * w, skin / 4, 124, 132, random, 2);
        ellipse(cx, cy + 0.2 * w, 0.5 * w, 0.66 * w, skin, cb, cr, random, 4);
        for (int side = -1; side <= 1; side += 2) {
            ellipse(cx + side * 0.22 * w, cy - 0.13 * w, 0.12 * w, 0.03 * w, skin / 2, 124, 134, random, 2);
            ellipse(cx + side * 0.22 * w, cy, 0.1 * w, 0.045 * w, skin / 3, 126, 130, random, 2);
            ellipse(cx + side * 0.06 * w, cy + 0.3 * w, 0.03 * w, 0.02 * w, skin * 2 / 3, cb, cr, random, 1);
        }
        ellipse(cx, cy + 0.5 * w, 0.17 * w, 0.045 * w, skin * 2 / 3, cb - 2, cr + 12, random, 2);
        return this;
    }

    private void ellipse(final double cx, final double cy, final double rx, final double ry, final int luma, final int cb, final int cr,
                         final Random random, final int noise) {
        for (int y = (int) Math.max(0, cy - ry); y <= Math.min(height - 1, cy + ry); y++) {
            for (int x = (int) Math.max(0, cx - rx); x <= Math.min(width - 1, cx + rx); x++) {
                final double dx = (x - cx) / rx;
                final double dy = (y - cy) / ry;
                if (dx * dx + dy * dy < 1) {
                    data[y * width + x] = (byte) (luma + random.nextInt(2 * noise + 1) - noise);
                    final int chroma = y / 2 * (width / 2) + x / 2;
                    data[width * height + chroma] = (byte) cb;
                    data[width * height * 5 / 4 + chroma] = (byte) cr;
                }
            }
        }
    }
}
