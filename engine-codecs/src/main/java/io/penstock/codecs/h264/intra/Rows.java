package io.penstock.codecs.h264.intra;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What predictions of whole blocks are made of. Widths are 4, 8 or 16. */
final class Rows {
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;

    private Rows() {
    }

    /** Repeats a row downwards. */
    static void copyDown(final byte[] from, final int at, final byte[] to, final int toAt, final int toStride, final int size) {
        final long left = (long) LONGS.get(from, at);
        final long right = size == 16 ? (long) LONGS.get(from, at + 8) : 0;
        for (int y = 0; y < size; y++) {
            put(left, right, to, toAt + y * toStride, size);
        }
    }

    private static void put(final long left, final long right, final byte[] to, final int at, final int width) {
        LONGS.set(to, at, left);
        if (width == 16) {
            LONGS.set(to, at + 8, right);
        }
    }

    /** Repeats each sample of a column to the right. */
    static void spread(final byte[] from, final int at, final int stride, final byte[] to, final int toAt, final int toStride, final int size) {
        for (int y = 0; y < size; y++) {
            final long value = (from[at + y * stride] & 0xFF) * EACH;
            put(value, value, to, toAt + y * toStride, size);
        }
    }

    static void fill(final int value, final byte[] to, final int toAt, final int toStride, final int width, final int height) {
        final long each = value * EACH;
        for (int y = 0; y < height; y++) {
            if (width == 4) {
                INTS.set(to, toAt + y * toStride, (int) each);
            } else {
                put(each, each, to, toAt + y * toStride, width);
            }
        }
    }

    /** Sum of samples in a row. */
    static int across(final byte[] from, final int at, final int n) {
        int sum = 0;
        for (int x = at; x < at + n; x++) {
            sum += from[x] & 0xFF;
        }
        return sum;
    }

    /** Sum of samples in a column. */
    static int down(final byte[] from, final int at, final int stride, final int n) {
        int sum = 0;
        for (int y = 0; y < n; y++) {
            sum += from[at + y * stride] & 0xFF;
        }
        return sum;
    }

    /** H or V of (8-120) and (8-121): differences around a middle sample, weighted by their distance. */
    static int slope(final byte[] from, final int middle, final int step, final int n) {
        int sum = 0;
        for (int i = 1; i <= n; i++) {
            sum += i * ((from[middle + i * step] & 0xFF) - (from[middle - i * step] & 0xFF));
        }
        return sum;
    }

    /** Clip((first + x * b + y * c) >> 5). */
    static void ramp(final int first, final int b, final int c, final byte[] to, final int toAt, final int toStride, final int size) {
        for (int y = 0; y < size; y++) {
            int value = first + y * c;
            for (int x = toAt + y * toStride; x < toAt + y * toStride + size; x++) {
                final int sample = value >> 5;
                to[x] = (byte) ((sample & ~0xFF) == 0 ? sample : ~sample >> 31);
                value += b;
            }
        }
    }
}
