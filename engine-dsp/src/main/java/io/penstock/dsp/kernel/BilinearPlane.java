package io.penstock.dsp.kernel;

/**
 * Scales one plane of unsigned bytes bilinearly, pixel centres aligned, from a rectangle of the source to the whole target.
 *
 * <p>Made for factors between 1/2 and any enlargement; below 1/2 it skips source pixels and so shows aliasing. One thread; nothing
 * allocates after construction. Tables hold positions in 1/256 pixel.
 */
public final class BilinearPlane {
    private static final int BITS = 8;
    private static final int ONE = 1 << BITS;

    private final int top;
    private final int targetWidth;
    private final int targetHeight;
    private final int[] column;
    private final int[] columnNext;
    private final int[] columnWeight;
    private final int[] row;
    private final int[] rowWeight;
    private final int lastRow;
    private int[] upper;
    private int[] lower;
    private int upperRow = -1;
    private int lowerRow = -1;

    /**
     * Prepares tables.
     *
     * @param left         first column of the source rectangle.
     * @param top          first row of the source rectangle.
     * @param sourceWidth  its width in pixels, positive.
     * @param sourceHeight its height in pixels, positive.
     * @param targetWidth  width of the result in pixels, positive.
     * @param targetHeight height of the result in pixels, positive.
     */
    public BilinearPlane(final int left, final int top, final int sourceWidth, final int sourceHeight, final int targetWidth,
                         final int targetHeight) {
        this.top = top;
        this.targetWidth = targetWidth;
        this.targetHeight = targetHeight;
        lastRow = sourceHeight - 1;
        column = new int[targetWidth];
        columnNext = new int[targetWidth];
        columnWeight = new int[targetWidth];
        for (int x = 0; x < targetWidth; x++) {
            final int at = position(x, sourceWidth, targetWidth);
            column[x] = left + (at >> BITS);
            columnNext[x] = left + Math.min(sourceWidth - 1, (at >> BITS) + 1);
            columnWeight[x] = at & ONE - 1;
        }
        row = new int[targetHeight];
        rowWeight = new int[targetHeight];
        for (int y = 0; y < targetHeight; y++) {
            final int at = position(y, sourceHeight, targetHeight);
            row[y] = at >> BITS;
            rowWeight[y] = at & ONE - 1;
        }
        upper = new int[targetWidth];
        lower = new int[targetWidth];
    }

    /**
     * Scales.
     *
     * @param from       holds the source plane.
     * @param fromOffset index of its first byte.
     * @param fromStride bytes from row to row.
     * @param to         receives the result.
     * @param toOffset   index of its first byte.
     * @param toStride   bytes from row to row.
     */
    public void scale(final byte[] from, final int fromOffset, final int fromStride, final byte[] to, final int toOffset, final int toStride) {
        upperRow = -1;
        lowerRow = -1;
        for (int y = 0; y < targetHeight; y++) {
            rows(from, fromOffset, fromStride, row[y]);
            mix(upper, lower, rowWeight[y], to, toOffset + y * toStride, targetWidth);
        }
    }

    /** Rows of the source are stretched once each: enlarging meets the same two again and again. */
    private void rows(final byte[] from, final int offset, final int stride, final int wanted) {
        final int next = Math.min(lastRow, wanted + 1);
        if (wanted != upperRow && wanted == lowerRow) {
            final int[] swap = upper;
            upper = lower;
            lower = swap;
            upperRow = lowerRow;
            lowerRow = -1;
        }
        if (wanted != upperRow) {
            stretch(from, offset + (top + wanted) * stride, upper);
            upperRow = wanted;
        }
        if (next != lowerRow) {
            stretch(from, offset + (top + next) * stride, lower);
            lowerRow = next;
        }
    }

    private void stretch(final byte[] from, final int at, final int[] to) {
        for (int x = 0; x < targetWidth; x++) {
            final int a = from[at + column[x]] & 0xFF;
            final int b = from[at + columnNext[x]] & 0xFF;
            to[x] = (a << BITS) + (b - a) * columnWeight[x];
        }
    }

    private static void mix(final int[] upper, final int[] lower, final int weight, final byte[] to, final int at, final int n) {
        final int keep = ONE - weight;
        for (int x = 0; x < n; x++) {
            to[at + x] = (byte) (upper[x] * keep + lower[x] * weight + (1 << 2 * BITS - 1) >>> 2 * BITS);
        }
    }

    private static int position(final int target, final int sourceSize, final int targetSize) {
        final double centre = (target + 0.5) * sourceSize / targetSize - 0.5;
        return (int) Math.round(Math.max(0, Math.min(sourceSize - 1, centre)) * ONE);
    }
}
