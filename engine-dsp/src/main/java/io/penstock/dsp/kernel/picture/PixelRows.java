package io.penstock.dsp.kernel.picture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Rows of packed pixels as integers, those of even and of odd columns apart: that way chroma, which exists once for two columns, meets its
 * pixels at the same index and loops over it are simple enough for vector instructions. Whole integers are read and written, because single
 * bytes cost several times as much.
 */
final class PixelRows {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int OPAQUE = 0xFF000000;

    private PixelRows() {
    }

    /** Pixels of four bytes, the first of them lowest. Of an odd number the last is repeated. */
    static void load4(final byte[] from, final int at, final int width, final int[] even, final int[] odd) {
        final int pairs = width >> 1;
        for (int i = 0, p = at; i < pairs; i++, p += 8) {
            even[i] = (int) INT.get(from, p);
            odd[i] = (int) INT.get(from, p + 4);
        }
        if ((width & 1) != 0) {
            even[pairs] = (int) INT.get(from, at + 8 * pairs);
            odd[pairs] = even[pairs];
        }
    }

    /** Pixels of three bytes, the first of them lowest; bits above are whatever follows. Of an odd number the last is repeated. */
    static void load3(final byte[] from, final int at, final int width, final int[] even, final int[] odd) {
        final int quads = width >> 2;
        int p = at;
        for (int i = 0; i < quads; i++, p += 12) {
            final int a = (int) INT.get(from, p);
            final int b = (int) INT.get(from, p + 4);
            final int c = (int) INT.get(from, p + 8);
            even[2 * i] = a;
            odd[2 * i] = a >>> 24 | b << 8;
            even[2 * i + 1] = b >>> 16 | c << 16;
            odd[2 * i + 1] = c >>> 8;
        }
        for (int x = quads << 2; x < width; x++, p += 3) {
            final int pixel = from[p] & 0xFF | (from[p + 1] & 0xFF) << 8 | (from[p + 2] & 0xFF) << 16;
            if ((x & 1) == 0) {
                even[x >> 1] = pixel;
            }
            odd[x >> 1] = pixel;
        }
    }

    static void store4(final int[] even, final int[] odd, final int width, final byte[] to, final int at) {
        final int pairs = width >> 1;
        for (int i = 0, p = at; i < pairs; i++, p += 8) {
            INT.set(to, p, even[i] | OPAQUE);
            INT.set(to, p + 4, odd[i] | OPAQUE);
        }
        if ((width & 1) != 0) {
            INT.set(to, at + 8 * pairs, even[pairs] | OPAQUE);
        }
    }

    /** Bits above the third byte must be 0. */
    static void store3(final int[] even, final int[] odd, final int width, final byte[] to, final int at) {
        final int quads = width >> 2;
        int p = at;
        for (int i = 0; i < quads; i++, p += 12) {
            final int b = odd[2 * i];
            final int c = even[2 * i + 1];
            INT.set(to, p, even[2 * i] | b << 24);
            INT.set(to, p + 4, b >>> 8 | c << 16);
            INT.set(to, p + 8, c >>> 16 | odd[2 * i + 1] << 8);
        }
        for (int x = quads << 2; x < width; x++, p += 3) {
            final int pixel = (x & 1) == 0 ? even[x >> 1] : odd[x >> 1];
            to[p] = (byte) pixel;
            to[p + 1] = (byte) (pixel >> 8);
            to[p + 2] = (byte) (pixel >> 16);
        }
    }

    /** Three bytes to four: the first and the third change places, alpha is 255. */
    static void widen(final byte[] from, final int fromAt, final byte[] to, final int toAt, final int pixels) {
        for (int i = 0, p = fromAt, q = toAt; i < pixels; i++, p += 3, q += 4) {
            INT.set(to, q, from[p + 2] & 0xFF | (from[p + 1] & 0xFF) << 8 | (from[p] & 0xFF) << 16 | OPAQUE);
        }
    }

    /** Four bytes to three: the first and the third change places, alpha is dropped. */
    static void shorten(final byte[] from, final int fromAt, final byte[] to, final int toAt, final int pixels) {
        for (int i = 0, p = fromAt, q = toAt; i < pixels; i++, p += 4, q += 3) {
            final int pixel = (int) INT.get(from, p);
            to[q] = (byte) (pixel >> 16);
            to[q + 1] = (byte) (pixel >> 8);
            to[q + 2] = (byte) pixel;
        }
    }
}
