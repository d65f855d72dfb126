package io.penstock.dsp.kernel.picture;

import java.util.Arrays;

/**
 * Scales one plane of unsigned bytes with two {@link ScaleFilter}s, one along rows and one along columns, from a rectangle of the source to a
 * rectangle of the target. Samples may lie apart, so that a component of packed pixels is a plane too.
 *
 * <p>Where rows become fewer, columns are filtered first, else rows: whatever leaves less to do. In between values keep seven bits below the
 * point; the result is rounded once and held within 0–255. One thread; nothing allocates after construction.
 */
public final class PlaneScaler {
    private static final int KEPT = 7;
    private static final int DROPPED = ScaleFilter.BITS - KEPT;
    private static final int LAST = ScaleFilter.BITS + KEPT;

    private final ScaleFilter across;
    private final ScaleFilter down;
    private final int left;
    private final int top;
    private final int width;
    private final int height;
    private final boolean columnsFirst;
    private final boolean straight;
    private final RowFilter rows;
    private final int[][] ring;
    private final int[] ringRow;
    private final int[] sums;
    private final int[] wide;

    /**
     * Prepares.
     *
     * @param across filter along rows: from the width of the source rectangle to that of the target.
     * @param down   filter along columns: from the height of the source rectangle to that of the target.
     * @param left   first column of the source rectangle.
     * @param top    first row of the source rectangle.
     */
    public PlaneScaler(final ScaleFilter across, final ScaleFilter down, final int left, final int top) {
        this.across = across;
        this.down = down;
        this.left = left;
        this.top = top;
        width = across.target();
        height = down.target();
        columnsFirst = down.source() > height;
        straight = across.source() == width && across.taps() == 1;
        rows = new RowFilter(across);
        final int rowLength = columnsFirst ? across.source() : width;
        ring = new int[down.taps()][rowLength];
        ringRow = new int[down.taps()];
        sums = new int[Math.max(across.source(), width)];
        wide = new int[across.source() + 2 * rows.margin()];
    }

    /**
     * Scales.
     *
     * @param from       holds the source plane.
     * @param fromOffset index of its first sample.
     * @param fromStep   bytes from sample to sample.
     * @param fromStride bytes from row to row.
     * @param to         receives the result.
     * @param toOffset   index of the first sample of the target rectangle.
     * @param toStep     bytes from sample to sample.
     * @param toStride   bytes from row to row.
     */
    public void scale(final byte[] from, final int fromOffset, final int fromStep, final int fromStride, final byte[] to, final int toOffset,
                      final int toStep, final int toStride) {
        Arrays.fill(ringRow, -1);
        final int start = fromOffset + left * fromStep + top * fromStride;
        final int lastRow = down.source() - 1;
        for (int y = 0; y < height; y++) {
            final int firstRow = down.first(y);
            for (int k = 0; k < ring.length; k++) {
                final int row = Math.max(0, Math.min(lastRow, firstRow + k));
                final int slot = row % ring.length;
                if (ringRow[slot] != row) {
                    ringRow[slot] = row;
                    fill(from, start + row * fromStride, fromStep, ring[slot]);
                }
            }
            final int at = toOffset + y * toStride;
            if (columnsFirst && straight) {
                addRows(y, firstRow, lastRow, width, 1 << ScaleFilter.BITS - 1);
                RowSums.put(sums, width, 0, ScaleFilter.BITS, to, at, toStep);
            } else if (columnsFirst) {
                addRows(y, firstRow, lastRow, across.source(), 1 << DROPPED - 1);
                RowSums.shift(sums, DROPPED, wide, rows.margin(), across.source());
                rows.extend(wide, across.source());
                rows.apply(wide, 1 << LAST - 1, sums);
                RowSums.put(sums, width, 0, LAST, to, at, toStep);
            } else {
                addRows(y, firstRow, lastRow, width, 1 << LAST - 1);
                RowSums.put(sums, width, 0, LAST, to, at, toStep);
            }
        }
    }

    /** A row of the source as integers, filtered along the row where that comes first. */
    private void fill(final byte[] from, final int at, final int step, final int[] row) {
        final int n = across.source();
        if (columnsFirst) {
            RowSums.widen(from, at, step, row, 0, n);
        } else if (straight) {
            RowSums.widen(from, at, step, row, 0, n);
            for (int x = 0; x < n; x++) {
                row[x] <<= KEPT;
            }
        } else {
            RowSums.widen(from, at, step, wide, rows.margin(), n);
            rows.extend(wide, n);
            rows.apply(wide, 1 << DROPPED - 1, sums);
            RowSums.shift(sums, DROPPED, row, 0, width);
        }
    }

    private int[] rowOf(final int row, final int lastRow) {
        return ring[Math.max(0, Math.min(lastRow, row)) % ring.length];
    }

    private void addRows(final int y, final int firstRow, final int lastRow, final int n, final int rounding) {
        final int count = ring.length;
        int k = 0;
        int start = rounding;
        while (k < count) {
            final boolean fresh = k == 0;
            final int[] a = rowOf(firstRow + k, lastRow);
            final int ca = down.weight(y, k);
            if (count - k >= 4) {
                RowSums.add4(sums, fresh, start, a, ca, rowOf(firstRow + k + 1, lastRow), down.weight(y, k + 1),
                    rowOf(firstRow + k + 2, lastRow), down.weight(y, k + 2), rowOf(firstRow + k + 3, lastRow), down.weight(y, k + 3), n);
                k += 4;
            } else if (count - k >= 2) {
                RowSums.add2(sums, fresh, start, a, ca, rowOf(firstRow + k + 1, lastRow), down.weight(y, k + 1), n);
                k += 2;
            } else {
                RowSums.add2(sums, fresh, start, a, ca, a, 0, n);
                k++;
            }
            start = 0;
        }
    }
}
