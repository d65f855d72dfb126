package io.penstock.dsp.kernel.picture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Turns a plane by quarters and mirrors it. Elements are of one byte (a plane of samples), two (pairs of U and V), three or four (packed
 * pixels). Single bytes are turned in blocks of 8 x 8, transposed within eight long integers by exchanging ever smaller parts (H. S. Warren,
 * "Hacker's Delight", 7-3); the others in blocks that stay within the cache.
 *
 * <p>Immutable; any number of threads.
 */
public final class PlaneTurner {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 16;

    private final int width;
    private final int height;
    private final int element;
    private final int quarters;
    private final boolean mirrored;

    /**
     * Prepares.
     *
     * @param width    elements in a row of the source.
     * @param height   rows of the source.
     * @param element  bytes of an element, 1 to 4.
     * @param quarters quarter turns clockwise, 0 to 3.
     * @param mirrored whether left and right change places after that.
     */
    public PlaneTurner(final int width, final int height, final int element, final int quarters, final boolean mirrored) {
        if (element < 1 || element > 4 || quarters < 0 || quarters > 3) {
            throw new IllegalArgumentException("elements of " + element + " bytes (accepted are 1 to 4), " + quarters
                + " quarters (accepted are 0 to 3)");
        }
        this.width = width;
        this.height = height;
        this.element = element;
        this.quarters = quarters;
        this.mirrored = mirrored;
    }

    /**
     * Turns.
     *
     * @param from       holds the plane.
     * @param fromAt     index of its first byte.
     * @param fromStride bytes from row to row.
     * @param to         receives the turned plane.
     * @param toAt       index of its first byte.
     * @param toStride   bytes from row to row.
     */
    public void process(final byte[] from, final int fromAt, final int fromStride, final byte[] to, final int toAt, final int toStride) {
        final boolean lying = (quarters & 1) != 0;
        final int columns = lying ? height : width;
        final int rows = lying ? width : height;
        // What one step to the right, and one down, in the result is in the source.
        final int right = quarters == 0 ? element : quarters == 1 ? -fromStride : quarters == 2 ? -element : fromStride;
        final int down = quarters == 0 ? fromStride : quarters == 1 ? element : quarters == 2 ? -fromStride : -element;
        final int lastColumn = (width - 1) * element;
        final int lastRow = (height - 1) * fromStride;
        int start = fromAt + (quarters == 1 ? lastRow : quarters == 2 ? lastRow + lastColumn : quarters == 3 ? lastColumn : 0);
        if (mirrored) {
            start += (columns - 1) * right;
        }
        final int step = mirrored ? -right : right;
        if (lying && element == 1) {
            transpose(from, start, step, down, to, toAt, toStride, columns, rows);
        } else if (lying) {
            blocks(from, start, step, down, to, toAt, toStride, columns, rows);
        } else {
            for (int y = 0; y < rows; y++) {
                row(from, start + y * down, step, to, toAt + y * toStride, columns);
            }
        }
    }

    private void row(final byte[] from, final int at, final int step, final byte[] to, final int toAt, final int n) {
        if (step == element) {
            System.arraycopy(from, at, to, toAt, n * element);
        } else if (element == 1) {
            int x = 0;
            for (; x <= n - 8; x += 8) {
                LONG.set(to, toAt + x, Long.reverseBytes((long) LONG.get(from, at - x - 7)));
            }
            for (; x < n; x++) {
                to[toAt + x] = from[at - x];
            }
        } else {
            elements(from, at, step, to, toAt, n);
        }
    }

    private void elements(final byte[] from, final int at, final int step, final byte[] to, final int toAt, final int n) {
        if (element == 2) {
            for (int x = 0, p = at, q = toAt; x < n; x++, p += step, q += 2) {
                SHORT.set(to, q, (short) SHORT.get(from, p));
            }
        } else if (element == 3) {
            for (int x = 0, p = at, q = toAt; x < n; x++, p += step, q += 3) {
                to[q] = from[p];
                to[q + 1] = from[p + 1];
                to[q + 2] = from[p + 2];
            }
        } else {
            for (int x = 0, p = at, q = toAt; x < n; x++, p += step, q += 4) {
                INT.set(to, q, (int) INT.get(from, p));
            }
        }
    }

    private void blocks(final byte[] from, final int start, final int right, final int down, final byte[] to, final int toAt,
                        final int toStride, final int columns, final int rows) {
        for (int y = 0; y < rows; y += BLOCK) {
            final int bottom = Math.min(rows, y + BLOCK);
            for (int x = 0; x < columns; x += BLOCK) {
                final int n = Math.min(BLOCK, columns - x);
                for (int v = y; v < bottom; v++) {
                    elements(from, start + v * down + x * right, right, to, toAt + v * toStride + x * element, n);
                }
            }
        }
    }

    private static void transpose(final byte[] from, final int start, final int right, final int down, final byte[] to, final int toAt,
                                  final int toStride, final int columns, final int rows) {
        final int wholeColumns = columns & ~7;
        final int wholeRows = rows & ~7;
        for (int y = 0; y < wholeRows; y += 8) {
            for (int x = 0; x < wholeColumns; x += 8) {
                block(from, start + y * down + x * right, right, down, to, toAt + y * toStride + x, toStride);
            }
            rest(from, start, right, down, to, toAt, toStride, wholeColumns, columns, y, y + 8);
        }
        rest(from, start, right, down, to, toAt, toStride, 0, columns, wholeRows, rows);
    }

    private static void rest(final byte[] from, final int start, final int right, final int down, final byte[] to, final int toAt,
                             final int toStride, final int left, final int columns, final int top, final int rows) {
        for (int y = top; y < rows; y++) {
            for (int x = left; x < columns; x++) {
                to[toAt + y * toStride + x] = from[start + y * down + x * right];
            }
        }
    }

    /** Eight bytes of the source along what becomes a column: read forwards, or backwards and then reversed. */
    private static long line(final byte[] from, final int at, final int down) {
        return down > 0 ? (long) LONG.get(from, at) : Long.reverseBytes((long) LONG.get(from, at - 7));
    }

    private static void block(final byte[] from, final int at, final int right, final int down, final byte[] to, final int toAt,
                              final int stride) {
        long a = line(from, at, down);
        long b = line(from, at + right, down);
        long c = line(from, at + 2 * right, down);
        long d = line(from, at + 3 * right, down);
        long e = line(from, at + 4 * right, down);
        long f = line(from, at + 5 * right, down);
        long g = line(from, at + 6 * right, down);
        long h = line(from, at + 7 * right, down);
        final long four = 0x00000000FFFFFFFFL;
        long t = (a >>> 32 ^ e) & four;
        e ^= t;
        a ^= t << 32;
        t = (b >>> 32 ^ f) & four;
        f ^= t;
        b ^= t << 32;
        t = (c >>> 32 ^ g) & four;
        g ^= t;
        c ^= t << 32;
        t = (d >>> 32 ^ h) & four;
        h ^= t;
        d ^= t << 32;
        final long two = 0x0000FFFF0000FFFFL;
        t = (a >>> 16 ^ c) & two;
        c ^= t;
        a ^= t << 16;
        t = (b >>> 16 ^ d) & two;
        d ^= t;
        b ^= t << 16;
        t = (e >>> 16 ^ g) & two;
        g ^= t;
        e ^= t << 16;
        t = (f >>> 16 ^ h) & two;
        h ^= t;
        f ^= t << 16;
        pair(a, b, to, toAt, stride);
        pair(c, d, to, toAt + 2 * stride, stride);
        pair(e, f, to, toAt + 4 * stride, stride);
        pair(g, h, to, toAt + 6 * stride, stride);
    }

    private static void pair(final long upper, final long lower, final byte[] to, final int at, final int stride) {
        final long t = (upper >>> 8 ^ lower) & 0x00FF00FF00FF00FFL;
        LONG.set(to, at, upper ^ t << 8);
        LONG.set(to, at + stride, lower ^ t);
    }
}
