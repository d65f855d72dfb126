package io.penstock.codecs.h264.intra;

/** Prediction of 8x8 chroma samples, ITU-T H.264 8.3.4. */
public final class IntraChroma {
    /** The mean of each quarter. */
    public static final int DC = 0;
    /** From the left. */
    public static final int HORIZONTAL = 1;
    /** From above. */
    public static final int VERTICAL = 2;
    /** A slope. */
    public static final int PLANE = 3;

    private IntraChroma() {
    }

    /**
     * Predicts 8x8 samples.
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
            case VERTICAL -> Rows.copyDown(plane, at - stride, to, toAt, toStride, 8);
            case HORIZONTAL -> Rows.spread(plane, at - 1, stride, to, toAt, toStride, 8);
            case DC -> means(plane, at, stride, left, top, to, toAt, toStride);
            default -> plane(plane, at, stride, to, toAt, toStride);
        }
    }

    /** Quarters on the diagonal take both sides, the upper right one rather what is above, the lower left one rather what is to the left. */
    private static void means(final byte[] plane, final int at, final int stride, final boolean left, final boolean top, final byte[] to,
                              final int toAt, final int toStride) {
        final int above0 = top ? Rows.across(plane, at - stride, 4) : 0;
        final int above1 = top ? Rows.across(plane, at - stride + 4, 4) : 0;
        final int left0 = left ? Rows.down(plane, at - 1, stride, 4) : 0;
        final int left1 = left ? Rows.down(plane, at - 1 + 4 * stride, stride, 4) : 0;
        final int only0 = top ? above0 + 2 >> 2 : left ? left0 + 2 >> 2 : 128;
        Rows.fill(left && top ? above0 + left0 + 4 >> 3 : only0, to, toAt, toStride, 4, 4);
        Rows.fill(top ? above1 + 2 >> 2 : left ? left0 + 2 >> 2 : 128, to, toAt + 4, toStride, 4, 4);
        Rows.fill(left ? left1 + 2 >> 2 : top ? above0 + 2 >> 2 : 128, to, toAt + 4 * toStride, toStride, 4, 4);
        final int only3 = top ? above1 + 2 >> 2 : left ? left1 + 2 >> 2 : 128;
        Rows.fill(left && top ? above1 + left1 + 4 >> 3 : only3, to, toAt + 4 * toStride + 4, toStride, 4, 4);
    }

    private static void plane(final byte[] plane, final int at, final int stride, final byte[] to, final int toAt, final int toStride) {
        final int b = 34 * Rows.slope(plane, at - stride + 3, 1, 4) + 32 >> 6;
        final int c = 34 * Rows.slope(plane, at - 1 + 3 * stride, stride, 4) + 32 >> 6;
        final int a = 16 * ((plane[at + 7 * stride - 1] & 0xFF) + (plane[at - stride + 7] & 0xFF));
        Rows.ramp(a - 3 * b - 3 * c + 16, b, c, to, toAt, toStride, 8);
    }
}
