package io.penstock.core.fec;

/** Arithmetic in GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11D). */
final class Galois {
    private static final int POLYNOMIAL = 0x11D;
    private static final int[] EXP = new int[512];
    private static final int[] LOG = new int[256];
    /** Products, by factor: a row serves a whole packet. */
    private static final byte[][] PRODUCTS = new byte[256][256];

    static {
        int x = 1;
        for (int i = 0; i < 255; i++) {
            EXP[i] = x;
            EXP[i + 255] = x;
            LOG[x] = i;
            x <<= 1;
            x ^= x > 255 ? POLYNOMIAL : 0;
        }
        for (int a = 1; a < 256; a++) {
            for (int b = 1; b < 256; b++) {
                PRODUCTS[a][b] = (byte) EXP[LOG[a] + LOG[b]];
            }
        }
    }

    private Galois() {
    }

    static int times(final int a, final int b) {
        return PRODUCTS[a][b] & 0xFF;
    }

    static int inverse(final int a) {
        return EXP[255 - LOG[a]];
    }

    /** Adds a multiple of some bytes to others. */
    static void addTimes(final int factor, final byte[] from, final int fromAt, final byte[] to, final int toAt, final int length) {
        final byte[] row = PRODUCTS[factor];
        for (int i = 0; i < length; i++) {
            to[toAt + i] ^= row[from[fromAt + i] & 0xFF];
        }
    }

    static void multiply(final int factor, final byte[] bytes, final int at, final int length) {
        final byte[] row = PRODUCTS[factor];
        for (int i = 0; i < length; i++) {
            bytes[at + i] = row[bytes[at + i] & 0xFF];
        }
    }
}
