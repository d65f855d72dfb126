package io.penstock.dsp.kernel.beauty;

import java.util.Arrays;

/**
 * The soft mask of facial skin on a grid: colours like those of a face's own cheeks and nose, inside an ellipse around that face, cleaned
 * of specks by opening and of holes by closing. One thread; nothing allocates after construction.
 */
final class SkinMask {
    /** Squared distance of colours, in deviations, that is still the same skin. */
    private static final float SAME = 4;

    private final int width;
    private final int height;
    private final float[] mask;
    private final float[] scratch;
    private final float[] steady;
    private boolean continued;
    /** Of the face looked at: mean of luma, Cb and Cr, and one over the spread of Cb and Cr. */
    private float ownLuma;
    private float ownCb;
    private float ownCr;
    private float tightCb;
    private float tightCr;

    SkinMask(final int width, final int height) {
        this.width = width;
        this.height = height;
        mask = new float[width * height];
        scratch = new float[width * height];
        steady = new float[width * height];
    }

    /** The mask after {@link #settle}, 0 to 1. */
    float[] mask() {
        return steady;
    }

    /** Begins the mask of another picture. */
    void clear() {
        Arrays.fill(mask, 0);
    }

    /** Forgets the pictures before. */
    void reset() {
        continued = false;
    }

    /**
     * Finishes the mask. What changed a little since the picture before is noise and followed slowly, what changed much is motion and
     * followed at once.
     */
    void settle() {
        if (!continued) {
            System.arraycopy(mask, 0, steady, 0, mask.length);
            continued = true;
            return;
        }
        for (int i = 0; i < mask.length; i++) {
            final float change = mask[i] - steady[i];
            steady[i] += change * Math.min(1, 0.2f + 1.6f * Math.abs(change));
        }
    }

    /** Adds a face that counts so much, 0 to 1. */
    void add(final PictureGrid grid, final float[] skin, final FaceFinder.Face face, final float strength) {
        colours(grid, skin, face);
        final float cos = (float) Math.cos(face.turn) / face.width;
        final float sin = (float) Math.sin(face.turn) / face.width;
        final int reach = (int) (1.5f * face.width) + 1;
        final int top = Math.max(0, (int) face.y - reach);
        final int bottom = Math.min(height - 1, (int) face.y + reach);
        final int left = Math.max(0, (int) face.x - reach);
        final int right = Math.min(width - 1, (int) face.x + reach);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                final float dx = x - face.x;
                final float dy = y - face.y;
                final float u = (dx * cos + dy * sin) / 0.62f;
                final float v = (dy * cos - dx * sin - 0.2f) / (dy * cos - dx * sin > 0.2f ? 1.0f : 0.85f);
                final float inside = 1 - Math.max(0, Math.min(1, (u * u + v * v - 0.8f) / 0.7f));
                if (inside > 0) {
                    final int at = y * width + x;
                    mask[at] = Math.max(mask[at], strength * inside * likeness(grid.luma[at], grid.cb[at], grid.cr[at], skin[at]));
                }
            }
        }
    }

    /** Mean and spread of the face's own colours, from nose, cheeks and forehead. */
    private void colours(final PictureGrid grid, final float[] skin, final FaceFinder.Face face) {
        float n = 1e-3f;
        float y = 0;
        float b = 0;
        float r = 0;
        float bb = 0;
        float rr = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (float v = -0.3f; v <= 0.65f; v += 0.05f) {
                for (float u = -0.3f; u <= 0.31f; u += 0.05f) {
                    final int at = cell(face, u, v);
                    final float p = at < 0 ? 0 : skin[at];
                    if (pass == 0) {
                        n += p;
                        y += p * grid.luma[at < 0 ? 0 : at];
                        b += p * grid.cb[at < 0 ? 0 : at];
                        r += p * grid.cr[at < 0 ? 0 : at];
                    } else if (at >= 0) {
                        bb += p * (grid.cb[at] - b) * (grid.cb[at] - b);
                        rr += p * (grid.cr[at] - r) * (grid.cr[at] - r);
                    }
                }
            }
            if (pass == 0) {
                y /= n;
                b /= n;
                r /= n;
            }
        }
        ownLuma = y;
        ownCb = b;
        ownCr = r;
        tightCb = 1 / (12 + 1.2f * bb / n);
        tightCr = 1 / (12 + 1.2f * rr / n);
    }

    private int cell(final FaceFinder.Face face, final float u, final float v) {
        final float cos = (float) Math.cos(face.turn) * face.width;
        final float sin = (float) Math.sin(face.turn) * face.width;
        final int x = Math.round(face.x + u * cos - v * sin);
        final int y = Math.round(face.y + u * sin + v * cos);
        return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
    }

    private float likeness(final float luma, final float cb, final float cr, final float skin) {
        // Shade scales chroma with luma; highlights lose it, so there the face's mean may be missed by more.
        final float shade = Math.max(0.35f, Math.min(1, (luma - 16) / Math.max(1, ownLuma - 16)));
        final float softShade = 0.3f + 0.7f * shade;
        final float b = cb - 128 - (ownCb - 128) * softShade;
        final float r = cr - 128 - (ownCr - 128) * softShade;
        final float bright = Math.max(0, luma - ownLuma) * 0.02f;
        final float d = (b * b * tightCb + r * r * tightCr) / (1 + bright);
        final float dark = Math.max(0, Math.min(1, ((luma - 16) / Math.max(1, ownLuma - 16) - 0.3f) / 0.2f));
        return dark * Math.min(1, 3 * skin) / (1 + Math.max(0, d - SAME) * Math.max(0, d - SAME) * 0.1f);
    }

    /** Opening takes specks away, closing fills the holes that brows and eyes leave. */
    void clean(final int closing) {
        extreme(1, -1);
        extreme(1, 1);
        if (closing > 0) {
            extreme(closing, 1);
            extreme(closing, -1);
        }
    }

    /** Least (sign −1) or greatest (sign 1) value of a square window, one direction after the other. */
    private void extreme(final int radius, final int sign) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float best = sign * mask[y * width + x];
                for (int k = Math.max(0, x - radius); k <= Math.min(width - 1, x + radius); k++) {
                    best = Math.max(best, sign * mask[y * width + k]);
                }
                scratch[y * width + x] = sign * best;
            }
        }
        for (int y = 0; y < height; y++) {
            final int at = y * width;
            System.arraycopy(scratch, at, mask, at, width);
            for (int k = Math.max(0, y - radius); k <= Math.min(height - 1, y + radius); k++) {
                final int other = k * width;
                if (sign > 0) {
                    for (int x = 0; x < width; x++) {
                        mask[at + x] = Math.max(mask[at + x], scratch[other + x]);
                    }
                } else {
                    for (int x = 0; x < width; x++) {
                        mask[at + x] = Math.min(mask[at + x], scratch[other + x]);
                    }
                }
            }
        }
    }
}
