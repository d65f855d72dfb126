package io.penstock.dsp.kernel.beauty;

/**
 * Measures how much a window of a picture looks like a face, by what all faces share under all light: skin on cheeks, nose, forehead and
 * chin; eyes darker than the cheeks below, the bridge between and the temples beside them, and busier than the smooth cheeks; a surrounding
 * that is of another colour.
 *
 * <p>Means over boxes of integral pictures (Viola &amp; Jones, "Robust Real-Time Face Detection", 2004) are compared in the logarithm of
 * luma, so that neither exposure nor the tone of the skin matters. Lengths are in widths of the face, the origin is between the eyes. One
 * thread; nothing allocates after construction.
 */
final class FaceWindow {
    static final int FEATURES = 17;
    private static final float LOG_UNIT = 256;
    /** On the ellipse around a face, from the left of the chin over the top to the right of it; below there may be a neck. */
    private static final int RING = 24;

    private final int width;
    private final int height;
    private final int stride;
    private final SkinColor color = new SkinColor();
    private final FaceTemplate template = new FaceTemplate();
    private final float[] skin;
    private final int[] skinSum;
    private final int[] lightSum;
    private final int[] redSum;
    private final int[] busySum;
    private final int[] logs = new int[256];
    private final float[] ringU = new float[RING];
    private final float[] ringV = new float[RING];
    private final float[] features = new float[FEATURES];
    private PictureGrid grid;
    private float cx;
    private float cy;
    private float w;
    private float cos;
    private float sin;

    FaceWindow(final int width, final int height) {
        this.width = width;
        this.height = height;
        stride = width + 1;
        skin = new float[width * height];
        skinSum = new int[stride * (height + 1)];
        lightSum = new int[stride * (height + 1)];
        redSum = new int[stride * (height + 1)];
        busySum = new int[stride * (height + 1)];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (int) Math.round(LOG_UNIT * Math.log(Math.max(i - 16, 0) + 6.0));
        }
        for (int i = 0; i < RING; i++) {
            final double t = Math.toRadians(-200 + 220.0 * i / (RING - 1));
            ringU[i] = (float) Math.cos(t);
            ringV[i] = (float) Math.sin(t);
        }
    }

    /** Likelihood of skin by cell. */
    float[] skin() {
        return skin;
    }

    /** Takes in a picture. */
    void look(final PictureGrid picture) {
        grid = picture;
        for (int row = 0; row < height; row++) {
            int s = 0;
            int l = 0;
            int r = 0;
            int b = 0;
            final int above = row * stride + 1;
            final int here = above + stride;
            for (int column = 0; column < width; column++) {
                final int at = row * width + column;
                final int luma = level(picture.luma[at]);
                final float p = color.likelihood(luma, picture.cb[at], picture.cr[at]);
                final int light = logs[luma];
                skin[at] = p;
                s += (int) (p * 255);
                l += light;
                r += (int) (picture.cr[at] * 4);
                b += Math.abs(logs[level(picture.luma[column + 1 < width ? at + 1 : at])] - light)
                    + Math.abs(logs[level(picture.luma[row + 1 < height ? at + width : at])] - light);
                skinSum[here + column] = skinSum[above + column] + s;
                lightSum[here + column] = lightSum[above + column] + l;
                redSum[here + column] = redSum[above + column] + r;
                busySum[here + column] = busySum[above + column] + b;
            }
        }
    }

    private static int level(final float luma) {
        return Math.max(0, Math.min(255, (int) (luma + 0.5f)));
    }

    /** Mean likelihood of skin between brow and mouth: most of a picture needs no closer look. */
    float skinAt(final float x, final float y, final float faceWidth) {
        return mean(skinSum, x, y + 0.2f * faceWidth, 0.6f * faceWidth, 0.6f * faceWidth) / 255;
    }

    /**
     * Looks closely.
     *
     * @param x         cell between the eyes.
     * @param y         cell between the eyes.
     * @param faceWidth cells from ear to ear.
     * @param turn      in radians, clockwise.
     * @return a score in about natural logarithms of odds; {@link Float#NEGATIVE_INFINITY} = out of question.
     */
    float rate(final float x, final float y, final float faceWidth, final float turn) {
        return measure(x, y, faceWidth, turn) ? FaceScore.of(features) : Float.NEGATIVE_INFINITY;
    }

    /** What the score is made of, as last measured. */
    float[] features() {
        return features;
    }

    boolean measure(final float x, final float y, final float faceWidth, final float turn) {
        cx = x;
        cy = y;
        w = faceWidth;
        cos = (float) Math.cos(turn) * w;
        sin = (float) Math.sin(turn) * w;
        final float[] f = features;
        final float cheekL = box(skinSum, -0.2f, 0.27f, 0.18f, 0.14f);
        final float cheekR = box(skinSum, 0.2f, 0.27f, 0.18f, 0.14f);
        final float nose = box(skinSum, 0, 0.17f, 0.14f, 0.18f);
        final float least = Math.min(Math.min(cheekL, cheekR), nose);
        if (least < 50) {
            return false;
        }
        final float eyeL = box(lightSum, -0.21f, -0.01f, 0.2f, 0.11f);
        final float eyeR = box(lightSum, 0.21f, -0.01f, 0.2f, 0.11f);
        final float bridge = box(lightSum, 0, 0.02f, 0.12f, 0.14f);
        f[2] = (bridge - Math.max(eyeL, eyeR)) * 0.01f;
        f[3] = (bridge - Math.min(eyeL, eyeR)) * 0.01f;
        if (f[2] < -1.3f || f[3] < 0.1f || f[3] > 5) {
            return false;
        }
        final float lightL = box(lightSum, -0.2f, 0.27f, 0.18f, 0.14f);
        final float lightR = box(lightSum, 0.2f, 0.27f, 0.18f, 0.14f);
        final float fold = Math.min(box(lightSum, -0.22f, 0.14f, 0.16f, 0.08f) - box(lightSum, -0.22f, 0, 0.14f, 0.08f),
            box(lightSum, 0.22f, 0.14f, 0.16f, 0.08f) - box(lightSum, 0.22f, 0, 0.14f, 0.08f));
        f[4] = Math.min(lightL - eyeL, lightR - eyeR) * 0.01f;
        f[5] = fold * 0.01f;
        if (f[4] < -1 || f[5] < -1) {
            return false;
        }
        f[0] = least / 255;
        f[1] = (cheekL + cheekR + nose + box(skinSum, 0, -0.3f, 0.36f, 0.12f) + box(skinSum, 0, 0.68f, 0.22f, 0.1f)) / (5 * 255);
        f[6] = (box(lightSum, 0, -0.3f, 0.36f, 0.12f) - Math.max(eyeL, eyeR)) * 0.01f;
        f[7] = Math.abs(lightL - lightR) * 0.01f;
        final float busyEyes = 5 + Math.min(box(busySum, -0.23f, -0.02f, 0.26f, 0.2f), box(busySum, 0.23f, -0.02f, 0.26f, 0.2f));
        f[8] = Math.max(box(busySum, -0.21f, 0.27f, 0.2f, 0.16f), box(busySum, 0.21f, 0.27f, 0.2f, 0.16f)) / busyEyes;
        f[9] = box(busySum, 0, -0.32f, 0.36f, 0.14f) / busyEyes;
        final float cheekRed = 0.5f * (box(redSum, -0.2f, 0.27f, 0.18f, 0.14f) + box(redSum, 0.2f, 0.27f, 0.18f, 0.14f));
        final float lip = box(lightSum, 0, 0.5f, 0.3f, 0.09f);
        f[10] = (0.5f * (box(lightSum, 0, 0.3f, 0.2f, 0.1f) + box(lightSum, 0, 0.68f, 0.22f, 0.1f)) - lip) * 0.01f;
        f[11] = (box(redSum, 0, 0.5f, 0.3f, 0.09f) - cheekRed) * 0.025f;
        f[12] = (cheekRed - 0.5f * (box(redSum, -0.21f, -0.01f, 0.2f, 0.11f) + box(redSum, 0.21f, -0.01f, 0.2f, 0.11f))) * 0.025f;
        f[13] = Math.min(box(lightSum, -0.4f, 0.04f, 0.08f, 0.1f) - eyeL, box(lightSum, 0.4f, 0.04f, 0.08f, 0.1f) - eyeR) * 0.01f;
        surround();
        f[16] = likeness();
        return true;
    }

    /** How much the ellipse around the face, and its inside, differ in colour and light from cheeks and nose. */
    private void surround() {
        float b = 0;
        float r = 0;
        float l = 0;
        int n = 0;
        for (float v = 0.1f; v < 0.4f; v += 0.08f) {
            for (float u = -0.25f; u < 0.26f; u += 0.08f) {
                final int at = cell(u, v);
                if (at >= 0) {
                    b += grid.cb[at];
                    r += grid.cr[at];
                    l += logs[level(grid.luma[at])];
                    n++;
                }
            }
        }
        b /= Math.max(1, n);
        r /= Math.max(1, n);
        l /= Math.max(1, n);
        features[14] = ring(1.3f, b, r, l);
        features[15] = ring(0.6f, b, r, l);
    }

    private float ring(final float scale, final float b, final float r, final float l) {
        float sum = 0;
        int n = 0;
        for (int i = 0; i < RING; i++) {
            final int at = cell(ringU[i] * 0.5f * scale, 0.2f + ringV[i] * 0.72f * scale);
            if (at >= 0) {
                sum += Math.min(1, (Math.abs(grid.cb[at] - b) + Math.abs(grid.cr[at] - r)) * 0.05f
                    + Math.abs(logs[level(grid.luma[at])] - l) * (1 / 160f));
                n++;
            }
        }
        return n == 0 ? 0.8f : sum / n;
    }

    private float likeness() {
        final float[] samples = template.samples();
        for (int i = 0; i < template.n; i++) {
            samples[i] = box(lightSum, template.u[i], template.v[i], 0.08f, 0.08f);
        }
        return template.correlation();
    }

    private int cell(final float u, final float v) {
        final int x = Math.round(cx + u * cos - v * sin);
        final int y = Math.round(cy + u * sin + v * cos);
        return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
    }

    private float box(final int[] sums, final float u, final float v, final float bw, final float bh) {
        return mean(sums, cx + u * cos - v * sin, cy + u * sin + v * cos, bw * w, bh * w);
    }

    /** Mean over a box; outside the picture its border goes on. */
    private float mean(final int[] sums, final float x, final float y, final float bw, final float bh) {
        final int x0 = Math.max(0, Math.min(width - 1, (int) (x - 0.5f * bw + 0.5f)));
        final int y0 = Math.max(0, Math.min(height - 1, (int) (y - 0.5f * bh + 0.5f)));
        final int x1 = Math.max(x0 + 1, Math.min(width, (int) (x + 0.5f * bw + 0.5f)));
        final int y1 = Math.max(y0 + 1, Math.min(height, (int) (y + 0.5f * bh + 0.5f)));
        final int sum = sums[y1 * stride + x1] - sums[y0 * stride + x1] - sums[y1 * stride + x0] + sums[y0 * stride + x0];
        return (float) sum / ((x1 - x0) * (y1 - y0));
    }
}
