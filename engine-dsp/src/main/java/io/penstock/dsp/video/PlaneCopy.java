package io.penstock.dsp.video;

import io.penstock.format.PixelLayout;

/** Copies rectangles between pictures of one layout, row by row. */
final class PlaneCopy {
    private PlaneCopy() {
    }

    /**
     * Copies. Columns and rows to start at are even; a rectangle of odd sides ends at the edge of the picture that is written or takes a whole
     * sample of chroma.
     */
    static void copy(final PixelLayout layout, final byte[] from, final int fromAt, final int fromWidth, final int fromHeight, final int x,
                     final int y, final byte[] to, final int toAt, final int toWidth, final int toHeight, final int toX, final int toY,
                     final int width, final int height) {
        for (int plane = 0; plane < layout.planes(); plane++) {
            final int half = plane == 0 ? 0 : 1;
            final int fromStride = layout.stride(plane, fromWidth);
            final int toStride = layout.stride(plane, toWidth);
            // Bytes of two columns: every layout has a whole number of these.
            final int two = layout.stride(plane, 2);
            final int n = layout.stride(plane, width);
            int p = fromAt + layout.planeOffset(plane, fromWidth, fromHeight) + (y >> half) * fromStride + x / 2 * two;
            int q = toAt + layout.planeOffset(plane, toWidth, toHeight) + (toY >> half) * toStride + toX / 2 * two;
            for (int row = height + half >> half; row > 0; row--, p += fromStride, q += toStride) {
                System.arraycopy(from, p, to, q, n);
            }
        }
    }
}
