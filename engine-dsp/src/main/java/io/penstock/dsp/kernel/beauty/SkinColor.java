package io.penstock.dsp.kernel.beauty;

/**
 * How much a colour looks like skin: a soft version of the ellipse in luma-dependent chroma of Hsu, Abdel-Mottaleb &amp; Jain, "Face
 * Detection in Color Images", IEEE PAMI 24(5), 2002, section 2.2 and appendix.
 *
 * <p>The chroma of skin clusters less tightly in the dark and in highlights; the paper's transform moves both back onto the cluster of
 * middle luma, where an ellipse holds it. The ellipse here is widened and has no rim: light of another colour temperature moves skin by
 * several steps, and what is kept is decided by shape, not by colour alone. All of luma is meant as 16–235. Immutable, any thread.
 */
final class SkinColor {
    private static final double LOW = 125;
    private static final double HIGH = 188;
    private static final double DARKEST = 16;
    private static final double BRIGHTEST = 235;
    private static final double WIDEN = 1.2;

    /** By luma: u' = (u - centre) * scale + the centre of middle luma, less the ellipse's own centre. */
    private final float[] centreCb = new float[256];
    private final float[] centreCr = new float[256];
    private final float[] scaleCb = new float[256];
    private final float[] scaleCr = new float[256];
    private final float[] light = new float[256];
    private final float cos = (float) Math.cos(2.53);
    private final float sin = (float) Math.sin(2.53);

    SkinColor() {
        for (int y = 0; y < 256; y++) {
            final double l = Math.max(DARKEST, Math.min(BRIGHTEST, y));
            final double below = Math.max(0, LOW - l) / (LOW - DARKEST);
            final double above = Math.max(0, l - HIGH) / (BRIGHTEST - HIGH);
            centreCb[y] = (float) (108 + 10 * below + 10 * above);
            centreCr[y] = (float) (154 - 10 * below - 22 * above);
            scaleCb[y] = (float) (46.97 / spread(below, above, 46.97, 23, 14));
            scaleCr[y] = (float) (38.76 / spread(below, above, 38.76, 20, 10));
            // Near black chroma says nothing.
            light[y] = (float) Math.max(0, Math.min(1, (y - 30) / 25.0));
        }
    }

    private static double spread(final double below, final double above, final double middle, final double dark, final double bright) {
        return middle + below * (dark - middle) + above * (bright - middle);
    }

    /**
     * How much a colour looks like skin.
     *
     * @param luma 0–255.
     * @param cb   0–255.
     * @param cr   0–255.
     * @return 0 (not at all) to 1.
     */
    float likelihood(final int luma, final float cb, final float cr) {
        final float u = (cb - centreCb[luma]) * scaleCb[luma] + 108 - 109.38f;
        final float v = (cr - centreCr[luma]) * scaleCr[luma] + 154 - 152.02f;
        final float x = (cos * u + sin * v - 1.60f) * (float) (1 / (25.39 * WIDEN));
        final float y = (cos * v - sin * u - 2.41f) * (float) (1 / (14.03 * WIDEN));
        final float d = x * x + y * y;
        // 1 within half the ellipse, 1/2 on it, soon nothing beyond.
        // Skin is redder than grey, also where the ellipse reaches it.
        final float red = Math.max(0, Math.min(1, (cr - cb - 4) * 0.1f));
        return light[luma] * red / (1 + d * d * d);
    }
}
