package io.penstock.dsp.kernel.picture;

import java.util.Arrays;

/**
 * Y'CbCr pictures to packed RGB. Chroma lies in the middle of the pixels it stands for (as in JPEG and MPEG-1, and as swscale takes it
 * unless told otherwise) and is brought to full size by cubic convolution, first along rows, then along columns, with seven bits below the
 * point; the matrix works on that, and every component is rounded once. Widths and heights that are odd have their chroma stretched to the
 * whole picture, as swscale does.
 *
 * <p>One thread; nothing allocates after construction.
 */
public final class YcbcrToRgb {
    private static final int FINE = 7;
    private static final int DROPPED = ScaleFilter.BITS - FINE;
    private static final int CENTRE = 128 << FINE;
    /** What fits 15 bits, as swscale keeps it: chroma that overshoots is cut off here. */
    private static final int MOST = (1 << 15) - 1;
    private static final int CB_EVEN = 0;
    private static final int CB_ODD = 1;
    private static final int CR_EVEN = 2;
    private static final int CR_ODD = 3;
    private static final int PARTS = 4;
    private static final int SHIFT = ColorMatrix.RGB_BITS + FINE;

    private final YcbcrLayout layout;
    private final ColorMatrix matrix;
    private final PixelPacking packing;
    private final ScaleFilter down;
    private final RowFilter across;
    private final int[][][] ring;
    private final int[] ringRow;
    private final int[] column;
    private final int[] luma;
    private final int[] cb;
    private final int[] cr;
    private final int[] pixelEven;
    private final int[] pixelOdd;

    /**
     * Prepares.
     *
     * @param layout  where the samples lie.
     * @param matrix  what they mean.
     * @param packing how pixels are written.
     */
    public YcbcrToRgb(final YcbcrLayout layout, final ColorMatrix matrix, final PixelPacking packing) {
        this.layout = layout;
        this.matrix = matrix;
        this.packing = packing;
        final int columns = layout.chromaColumns();
        across = new RowFilter(ScaleFilter.bicubic(columns, layout.width()));
        down = ScaleFilter.bicubic(Math.max(1, layout.chromaRows()), layout.height());
        ring = new int[down.taps()][PARTS][columns];
        ringRow = new int[down.taps()];
        column = new int[columns + 2 * across.margin()];
        luma = new int[columns];
        cb = new int[columns];
        cr = new int[columns];
        pixelEven = new int[columns];
        pixelOdd = new int[columns];
    }

    /**
     * Converts a picture.
     *
     * @param from   holds Y'CbCr.
     * @param fromAt index of its first byte.
     * @param to     receives packed pixels, rows tightly packed.
     * @param toAt   index of the first.
     */
    public void process(final byte[] from, final int fromAt, final byte[] to, final int toAt) {
        Arrays.fill(ringRow, -1);
        final int width = layout.width();
        final int step = layout.lumaStep();
        for (int y = 0; y < layout.height(); y++) {
            final int at = fromAt + y * layout.lumaStride();
            if (layout.chromaRows() > 0) {
                fetch(from, fromAt, y);
            }
            RowSums.widen(from, at, 2 * step, luma, 0, luma.length);
            chroma(y, CB_EVEN, CR_EVEN);
            pixels(pixelEven);
            RowSums.widen(from, at + step, 2 * step, luma, 0, width >> 1);
            chroma(y, CB_ODD, CR_ODD);
            pixels(pixelOdd);
            packing.store(pixelEven, pixelOdd, width, to, toAt + y * width * packing.bytes());
        }
    }

    /** Rows of chroma that a row of pixels needs, spread to all columns. */
    private void fetch(final byte[] from, final int fromAt, final int y) {
        for (int k = 0; k < ringRow.length; k++) {
            final int row = row(y, k);
            final int slot = row % ringRow.length;
            if (ringRow[slot] != row) {
                ringRow[slot] = row;
                final int at = fromAt + row * layout.chromaStride();
                spread(from, at + layout.cb(), ring[slot][CB_EVEN], ring[slot][CB_ODD]);
                spread(from, at + layout.cr(), ring[slot][CR_EVEN], ring[slot][CR_ODD]);
            }
        }
    }

    private int row(final int y, final int tap) {
        return Math.max(0, Math.min(layout.chromaRows() - 1, down.first(y) + tap));
    }

    private void spread(final byte[] from, final int at, final int[] even, final int[] odd) {
        final int n = even.length;
        RowSums.widen(from, at, layout.chromaStep(), column, across.margin(), n);
        across.extend(column, n);
        across.applyApart(column, 1 << DROPPED - 1, even, odd);
        RowSums.shift(even, DROPPED, even, 0, n);
        RowSums.shift(odd, DROPPED, odd, 0, n);
        RowSums.limit(even, MOST, n);
        RowSums.limit(odd, MOST, n);
    }

    private void chroma(final int y, final int blueness, final int redness) {
        if (layout.chromaRows() > 0) {
            mix(y, blueness, cb);
            mix(y, redness, cr);
        }
    }

    /** A row of chroma at the height of a row of luma. */
    private void mix(final int y, final int part, final int[] to) {
        if (ringRow.length == 1) {
            final int[] only = ring[0][part];
            for (int i = 0; i < to.length; i++) {
                to[i] = only[i] - CENTRE;
            }
        } else {
            mix(ring[row(y, 0) & 3][part], down.weight(y, 0), ring[row(y, 1) & 3][part], down.weight(y, 1), ring[row(y, 2) & 3][part],
                down.weight(y, 2), ring[row(y, 3) & 3][part], down.weight(y, 3), to, to.length);
        }
    }

    private static void mix(final int[] a, final int ca, final int[] b, final int cb, final int[] c, final int cc, final int[] d, final int cd,
                            final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (a[i] * ca + b[i] * cb + c[i] * cc + d[i] * cd + (1 << ScaleFilter.BITS - 1) >> ScaleFilter.BITS) - CENTRE;
        }
    }

    private void pixels(final int[] to) {
        final int gain = matrix.lumaGain << FINE;
        final int offset = (1 << SHIFT - 1) - matrix.black * gain;
        component(luma, gain, offset, cr, matrix.redOfCr, packing.redShift(), to, to.length);
        green(luma, gain, offset, cb, matrix.greenOfCb, cr, matrix.greenOfCr, to, to.length);
        last(luma, gain, offset, cb, matrix.blueOfCb, packing.blueShift(), to, to.length);
    }

    // One component a loop, held within 0-255 by masks made of signs: C2 makes vector code of loops as small as these, and of these
    // operations. Math.min and Math.max of integers, or all three components in one loop, take eight times as long.

    private static void component(final int[] luma, final int gain, final int offset, final int[] chroma, final int weight, final int shift,
                                  final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            final int v = luma[i] * gain + offset + chroma[i] * weight >> SHIFT;
            to[i] = ((255 - v >> 31 | v) & ~(v >> 31) & 255) << shift;
        }
    }

    private static void green(final int[] luma, final int gain, final int offset, final int[] cb, final int ofCb, final int[] cr,
                              final int ofCr, final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            final int v = luma[i] * gain + offset + cb[i] * ofCb + cr[i] * ofCr >> SHIFT;
            to[i] |= ((255 - v >> 31 | v) & ~(v >> 31) & 255) << 8;
        }
    }

    private static void last(final int[] luma, final int gain, final int offset, final int[] chroma, final int weight, final int shift,
                             final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            final int v = luma[i] * gain + offset + chroma[i] * weight >> SHIFT;
            to[i] |= ((255 - v >> 31 | v) & ~(v >> 31) & 255) << shift;
        }
    }
}
