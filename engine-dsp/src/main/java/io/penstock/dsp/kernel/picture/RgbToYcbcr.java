package io.penstock.dsp.kernel.picture;

/**
 * Packed RGB to Y'CbCr pictures. Chroma lies in the middle of the pixels it stands for: the mean of two columns and, where rows become
 * fewer, cubic convolution stretched to twice the step along columns, as swscale does; seven bits are kept below the point until the end.
 * The last column of an odd width and the rows beyond an edge are repeated.
 *
 * <p>One thread; nothing allocates after construction.
 */
public final class RgbToYcbcr {
    private static final int FINE = 7;
    private static final int PAIR_SHIFT = ColorMatrix.YCBCR_BITS + 1 - FINE;

    private final PixelPacking packing;
    private final ColorMatrix matrix;
    private final YcbcrLayout layout;
    private final ScaleFilter down;
    private final int[][] cbRing;
    private final int[][] crRing;
    private final int[] even;
    private final int[] odd;
    private final int[] sums;

    /**
     * Prepares.
     *
     * @param packing how pixels are read.
     * @param matrix  what is made of them.
     * @param layout  where samples go.
     */
    public RgbToYcbcr(final PixelPacking packing, final ColorMatrix matrix, final YcbcrLayout layout) {
        this.packing = packing;
        this.matrix = matrix;
        this.layout = layout;
        final int columns = layout.chromaColumns();
        down = ScaleFilter.bicubic(layout.height(), Math.max(1, layout.chromaRows()));
        cbRing = new int[down.taps()][columns];
        crRing = new int[down.taps()][columns];
        even = new int[columns];
        odd = new int[columns];
        sums = new int[columns];
    }

    /**
     * Converts a picture.
     *
     * @param from   holds packed pixels, rows tightly packed.
     * @param fromAt index of the first.
     * @param to     receives Y'CbCr.
     * @param toAt   index of its first byte.
     */
    public void process(final byte[] from, final int fromAt, final byte[] to, final int toAt) {
        final int width = layout.width();
        final int last = layout.height() - 1;
        int chromaRow = 0;
        for (int y = 0; y <= last; y++) {
            packing.load(from, fromAt + y * width * packing.bytes(), width, even, odd);
            luma(to, toAt + y * layout.lumaStride());
            if (layout.chromaRows() == 0) {
                continue;
            }
            final int slot = y % cbRing.length;
            chroma(matrix.cbOfRed, matrix.cbOfGreen, matrix.cbOfBlue, cbRing[slot]);
            chroma(matrix.crOfRed, matrix.crOfGreen, matrix.crOfBlue, crRing[slot]);
            while (chromaRow < layout.chromaRows() && (y == last || down.first(chromaRow) + down.taps() - 1 <= y)) {
                final int at = toAt + chromaRow * layout.chromaStride();
                put(cbRing, chromaRow, last, to, at + layout.cb());
                put(crRing, chromaRow, last, to, at + layout.cr());
                chromaRow++;
            }
        }
    }

    private void luma(final byte[] to, final int at) {
        final int redShift = packing.redShift();
        final int blueShift = packing.blueShift();
        final int offset = (matrix.black << ColorMatrix.YCBCR_BITS) + (1 << ColorMatrix.YCBCR_BITS - 1);
        final int step = layout.lumaStep();
        weigh(even, matrix.lumaOfRed, matrix.lumaOfGreen, matrix.lumaOfBlue, redShift, blueShift, offset, sums, even.length);
        for (int i = 0, p = at; i < even.length; i++, p += 2 * step) {
            to[p] = (byte) sums[i];
        }
        // Packed pairs have room for a pixel past the end of an odd row.
        final int others = step == 1 ? layout.width() >> 1 : odd.length;
        weigh(odd, matrix.lumaOfRed, matrix.lumaOfGreen, matrix.lumaOfBlue, redShift, blueShift, offset, sums, others);
        for (int i = 0, p = at + step; i < others; i++, p += 2 * step) {
            to[p] = (byte) sums[i];
        }
    }

    private static void weigh(final int[] pixels, final int red, final int green, final int blue, final int redShift, final int blueShift,
                              final int offset, final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            final int p = pixels[i];
            to[i] = (p >> redShift & 255) * red + (p >> 8 & 255) * green + (p >> blueShift & 255) * blue + offset >> ColorMatrix.YCBCR_BITS;
        }
    }

    private void chroma(final int red, final int green, final int blue, final int[] to) {
        // One component a loop: C2 makes vector code of loops as small as these only.
        first(even, odd, packing.redShift(), red, to, to.length);
        next(even, odd, 8, green, to, to.length);
        last(even, odd, packing.blueShift(), blue, to, to.length);
    }

    private static void first(final int[] even, final int[] odd, final int shift, final int weight, final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            to[i] = ((even[i] >> shift & 255) + (odd[i] >> shift & 255)) * weight;
        }
    }

    private static void next(final int[] even, final int[] odd, final int shift, final int weight, final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            to[i] += ((even[i] >> shift & 255) + (odd[i] >> shift & 255)) * weight;
        }
    }

    private static void last(final int[] even, final int[] odd, final int shift, final int weight, final int[] to, final int n) {
        for (int i = 0; i < n; i++) {
            to[i] = to[i] + ((even[i] >> shift & 255) + (odd[i] >> shift & 255)) * weight + (1 << PAIR_SHIFT - 1) >> PAIR_SHIFT;
        }
    }

    private void put(final int[][] ring, final int row, final int last, final byte[] to, final int at) {
        final int taps = ring.length;
        int shift = FINE;
        if (taps == 1) {
            System.arraycopy(ring[0], 0, sums, 0, sums.length);
        } else {
            shift += ScaleFilter.BITS;
            final int first = down.first(row);
            for (int k = 0; k < taps; k += 4) {
                RowSums.add4(sums, k == 0, 0, slot(ring, first + k, last), weight(row, k), slot(ring, first + k + 1, last), weight(row, k + 1),
                    slot(ring, first + k + 2, last), weight(row, k + 2), slot(ring, first + k + 3, last), weight(row, k + 3), sums.length);
            }
        }
        final int offset = (128 << shift) + (1 << shift - 1);
        RowSums.put(sums, sums.length, offset, shift, to, at, layout.chromaStep());
    }

    private int weight(final int row, final int tap) {
        return tap < down.taps() ? down.weight(row, tap) : 0;
    }

    private static int[] slot(final int[][] ring, final int row, final int last) {
        return ring[Math.max(0, Math.min(last, row)) % ring.length];
    }
}
