package io.penstock.codecs.h264.intra;

/**
 * Prediction of 4x4 luma samples, ITU-T H.264 8.3.1. Rows of four samples are put together in an int, the leftmost in the low byte; along a
 * diagonal direction each row is the one above shifted by a sample or, in the steeper and flatter ones, every second one is.
 */
public final class Intra4x4 {
    /** Modes of table 8-2. */
    public static final int MODES = 9;
    private static final int VERTICAL = 0;
    private static final int HORIZONTAL = 1;
    private static final int DC = 2;
    private static final int DOWN_LEFT = 3;
    private static final int DOWN_RIGHT = 4;
    private static final int VERTICAL_RIGHT = 5;
    private static final int HORIZONTAL_DOWN = 6;
    private static final int VERTICAL_LEFT = 7;
    private static final int EACH = 0x01010101;

    private Intra4x4() {
    }

    /**
     * Whether a mode has the neighbours that it needs.
     *
     * @param mode    0–8.
     * @param left    whether there are samples to the left.
     * @param top     whether there are some above.
     * @param topLeft whether there is one above on the left.
     * @return whether it may be used.
     */
    public static boolean allowed(final int mode, final boolean left, final boolean top, final boolean topLeft) {
        return switch (mode) {
            case VERTICAL, DOWN_LEFT, VERTICAL_LEFT -> top;
            case HORIZONTAL, 8 -> left;
            case DC -> true;
            default -> left && top && topLeft;
        };
    }

    /**
     * Predicts 4x4 samples.
     *
     * @param mode     0–8, one that is {@link #allowed}.
     * @param plane    reconstruction so far.
     * @param at       upper left sample.
     * @param stride   its rows' distance.
     * @param left     whether there are samples to the left.
     * @param top      whether there are some above.
     * @param topRight whether there are some above on the right; if not, the last one above stands for them.
     * @param to       receives the prediction.
     * @param toAt     first sample.
     * @param toStride rows' distance.
     */
    public static void predict(final int mode, final byte[] plane, final int at, final int stride, final boolean left, final boolean top,
                               final boolean topRight, final byte[] to, final int toAt, final int toStride) {
        switch (mode) {
            case VERTICAL -> {
                final int row = (int) Rows.INTS.get(plane, at - stride);
                rows(row, row, row, row, to, toAt, toStride);
            }
            case HORIZONTAL -> rows(sample(plane, at - 1) * EACH, sample(plane, at + stride - 1) * EACH,
                sample(plane, at + 2 * stride - 1) * EACH, sample(plane, at + 3 * stride - 1) * EACH, to, toAt, toStride);
            case DC -> {
                final int row = mean(plane, at, stride, left, top) * EACH;
                rows(row, row, row, row, to, toAt, toStride);
            }
            case DOWN_LEFT -> downLeft(plane, at - stride, topRight, to, toAt, toStride);
            case DOWN_RIGHT -> downRight(plane, at, stride, to, toAt, toStride);
            case VERTICAL_RIGHT -> verticalRight(plane, at, stride, to, toAt, toStride);
            case HORIZONTAL_DOWN -> horizontalDown(plane, at, stride, to, toAt, toStride);
            case VERTICAL_LEFT -> verticalLeft(plane, at - stride, topRight, to, toAt, toStride);
            default -> horizontalUp(plane, at - 1, stride, to, toAt, toStride);
        }
    }

    private static int sample(final byte[] plane, final int at) {
        return plane[at] & 0xFF;
    }

    private static int mean(final byte[] plane, final int at, final int stride, final boolean left, final boolean top) {
        if (!left && !top) {
            return 128;
        }
        final int sum = (top ? Rows.across(plane, at - stride, 4) : 0) + (left ? Rows.down(plane, at - 1, stride, 4) : 0);
        return left && top ? sum + 4 >> 3 : sum + 2 >> 2;
    }

    private static void rows(final int row0, final int row1, final int row2, final int row3, final byte[] to, final int at, final int stride) {
        Rows.INTS.set(to, at, row0);
        Rows.INTS.set(to, at + stride, row1);
        Rows.INTS.set(to, at + 2 * stride, row2);
        Rows.INTS.set(to, at + 3 * stride, row3);
    }

    private static int row(final int x0, final int x1, final int x2, final int x3) {
        return x0 | x1 << 8 | x2 << 16 | x3 << 24;
    }

    private static int two(final int a, final int b) {
        return a + b + 1 >> 1;
    }

    private static int three(final int a, final int b, final int c) {
        return a + 2 * b + c + 2 >> 2;
    }

    private static void downLeft(final byte[] plane, final int above, final boolean topRight, final byte[] to, final int toAt,
                                 final int toStride) {
        final int a = sample(plane, above);
        final int b = sample(plane, above + 1);
        final int c = sample(plane, above + 2);
        final int d = sample(plane, above + 3);
        final int e = topRight ? sample(plane, above + 4) : d;
        final int f = topRight ? sample(plane, above + 5) : d;
        final int g = topRight ? sample(plane, above + 6) : d;
        final int h = topRight ? sample(plane, above + 7) : d;
        final int s1 = three(b, c, d);
        final int s2 = three(c, d, e);
        final int s3 = three(d, e, f);
        final int s4 = three(e, f, g);
        final int s5 = three(f, g, h);
        rows(row(three(a, b, c), s1, s2, s3), row(s1, s2, s3, s4), row(s2, s3, s4, s5), row(s3, s4, s5, three(g, h, h)), to, toAt, toStride);
    }

    private static void downRight(final byte[] plane, final int at, final int stride, final byte[] to, final int toAt, final int toStride) {
        final int i = sample(plane, at - 1);
        final int j = sample(plane, at + stride - 1);
        final int k = sample(plane, at + 2 * stride - 1);
        final int l = sample(plane, at + 3 * stride - 1);
        final int q = sample(plane, at - stride - 1);
        final int a = sample(plane, at - stride);
        final int b = sample(plane, at - stride + 1);
        final int c = sample(plane, at - stride + 2);
        final int s0 = three(i, q, a);
        final int s1 = three(q, a, b);
        final int s2 = three(a, b, c);
        final int below1 = three(q, i, j);
        final int below2 = three(i, j, k);
        rows(row(s0, s1, s2, three(b, c, sample(plane, at - stride + 3))), row(below1, s0, s1, s2), row(below2, below1, s0, s1),
            row(three(j, k, l), below2, below1, s0), to, toAt, toStride);
    }

    private static void verticalRight(final byte[] plane, final int at, final int stride, final byte[] to, final int toAt, final int toStride) {
        final int i = sample(plane, at - 1);
        final int j = sample(plane, at + stride - 1);
        final int k = sample(plane, at + 2 * stride - 1);
        final int q = sample(plane, at - stride - 1);
        final int a = sample(plane, at - stride);
        final int b = sample(plane, at - stride + 1);
        final int c = sample(plane, at - stride + 2);
        final int d = sample(plane, at - stride + 3);
        final int s0 = two(q, a);
        final int s1 = two(a, b);
        final int s2 = two(b, c);
        final int t0 = three(i, q, a);
        final int t1 = three(q, a, b);
        final int t2 = three(a, b, c);
        rows(row(s0, s1, s2, two(c, d)), row(t0, t1, t2, three(b, c, d)), row(three(q, i, j), s0, s1, s2), row(three(i, j, k), t0, t1, t2),
            to, toAt, toStride);
    }

    private static void horizontalDown(final byte[] plane, final int at, final int stride, final byte[] to, final int toAt, final int toStride) {
        final int i = sample(plane, at - 1);
        final int j = sample(plane, at + stride - 1);
        final int k = sample(plane, at + 2 * stride - 1);
        final int l = sample(plane, at + 3 * stride - 1);
        final int q = sample(plane, at - stride - 1);
        final int a = sample(plane, at - stride);
        final int b = sample(plane, at - stride + 1);
        final int s0 = two(q, i);
        final int s1 = three(i, q, a);
        final int t0 = two(i, j);
        final int t1 = three(q, i, j);
        final int u0 = two(j, k);
        final int u1 = three(i, j, k);
        rows(row(s0, s1, three(q, a, b), three(a, b, sample(plane, at - stride + 2))), row(t0, t1, s0, s1), row(u0, u1, t0, t1),
            row(two(k, l), three(j, k, l), u0, u1), to, toAt, toStride);
    }

    private static void verticalLeft(final byte[] plane, final int above, final boolean topRight, final byte[] to, final int toAt,
                                     final int toStride) {
        final int a = sample(plane, above);
        final int b = sample(plane, above + 1);
        final int c = sample(plane, above + 2);
        final int d = sample(plane, above + 3);
        final int e = topRight ? sample(plane, above + 4) : d;
        final int f = topRight ? sample(plane, above + 5) : d;
        final int g = topRight ? sample(plane, above + 6) : d;
        final int s1 = two(b, c);
        final int s2 = two(c, d);
        final int s3 = two(d, e);
        final int t1 = three(b, c, d);
        final int t2 = three(c, d, e);
        final int t3 = three(d, e, f);
        rows(row(two(a, b), s1, s2, s3), row(three(a, b, c), t1, t2, t3), row(s1, s2, s3, two(e, f)), row(t1, t2, t3, three(e, f, g)),
            to, toAt, toStride);
    }

    private static void horizontalUp(final byte[] plane, final int left, final int stride, final byte[] to, final int toAt, final int toStride) {
        final int i = sample(plane, left);
        final int j = sample(plane, left + stride);
        final int k = sample(plane, left + 2 * stride);
        final int l = sample(plane, left + 3 * stride);
        final int s1 = two(j, k);
        final int t1 = three(j, k, l);
        final int s2 = two(k, l);
        final int t2 = three(k, l, l);
        rows(row(two(i, j), three(i, j, k), s1, t1), row(s1, t1, s2, t2), row(s2, t2, l, l), l * EACH, to, toAt, toStride);
    }
}
