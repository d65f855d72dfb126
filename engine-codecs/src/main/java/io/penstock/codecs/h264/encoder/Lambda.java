package io.penstock.codecs.h264.encoder;

/** What a bit is worth at each quantiser: a fraction of the step, or of its square. */
final class Lambda {
    private static final int SHIFT = 4;
    private static final int[] DIFFERENCE = new int[52];
    private static final long[] SQUARES = new long[52];

    static {
        for (int qp = 0; qp < 52; qp++) {
            DIFFERENCE[qp] = (int) Math.max(1, Math.round(Math.pow(2, (qp - 12) / 6.0)));
            SQUARES[qp] = Math.round((1 << SHIFT) * 0.85 * Math.pow(2, (qp - 12) / 3.0));
        }
    }

    private Lambda() {
    }

    /** Absolute difference, plain or transformed, that a bit is worth. */
    static int difference(final int qp) {
        return DIFFERENCE[qp];
    }

    /** Squared difference that some bits are worth. */
    static long squares(final int qp, final int bits) {
        return SQUARES[qp] * bits >> SHIFT;
    }
}
