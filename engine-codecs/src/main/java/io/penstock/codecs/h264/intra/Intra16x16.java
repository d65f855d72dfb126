package io.penstock.codecs.h264.intra;

/** Prediction of a whole luma macroblock, ITU-T H.264 8.3.3. */
public final class Intra16x16 {
    /** From above. */
    public static final int VERTICAL = 0;
    /** From the left. */
    public static final int HORIZONTAL = 1;
    /** The mean. */
    public static final int DC = 2;
    /** A slope. */
    public static final int PLANE = 3;

    private Intra16x16() {
    }

    /**
     * Predicts 16x16 samples.
     *
     * @param mode     one of the constants; those other than {@link #DC} need their neighbours.
     * @param plane    reconstruction so far.
     * @param at       upper left sample.
     * @param stride   its rows' distance.
     * @param left     whether there are samples to the left.
     * @param top      whether there are some above.
     * @param to       receives the prediction.
     * @param toAt     first sample.
     * @param toStride rows' distance.
     */
    public static void predict(final int mode, final byte[] plane, final int at, final int stride, final boolean left, final boolean top,
                               final byte[] to, final int toAt, final int toStride) {
        switch (mode) {
            case VERTICAL -> Rows.copyDown(plane, at - stride, to, toAt, toStride, 16);
            case HORIZONTAL -> Rows.spread(plane, at - 1, stride, to, toAt, toStride, 16);
            case DC -> Rows.fill(mean(plane, at, stride, left, top), to, toAt, toStride, 16, 16);
            default -> plane(plane, at, stride, to, toAt, toStride);
        }
    }

    private static int mean(final byte[] plane, final int at, final int stride, final boolean left, final boolean top) {
        if (!left && !top) {
            return 128;
        }
        final int sum = (top ? Rows.across(plane, at - stride, 16) : 0) + (left ? Rows.down(plane, at - 1, stride, 16) : 0);
        return left && top ? sum + 16 >> 5 : sum + 8 >> 4;
    }

    private static void plane(final byte[] plane, final int at, final int stride, final byte[] to, final int toAt, final int toStride) {
        final int b = 5 * Rows.slope(plane, at - stride + 7, 1, 8) + 32 >> 6;
        final int c = 5 * Rows.slope(plane, at - 1 + 7 * stride, stride, 8) + 32 >> 6;
        final int a = 16 * ((plane[at + 15 * stride - 1] & 0xFF) + (plane[at - stride + 15] & 0xFF));
        Rows.ramp(a - 7 * b - 7 * c + 16, b, c, to, toAt, toStride, 16);
    }
}
