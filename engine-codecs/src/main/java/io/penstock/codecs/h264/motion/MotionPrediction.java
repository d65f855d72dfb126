package io.penstock.codecs.h264.motion;

import io.penstock.codecs.h264.picture.MacroblockMap;

/**
 * Predicts motion vectors from those of neighbours, ITU-T H.264 8.4.1: what a decoder adds to a sent difference, and the vector of P_Skip.
 *
 * <p>Each call leaves its result in {@link #x()} and {@link #y()}. The {@linkplain MacroblockMap#slice slice} of the macroblock in work must
 * be in the map before, and the vectors and references of its partitions that come earlier in coding order; nothing else of it is read. A
 * macroblock counts as available when it has the same slice number. Not thread-safe: one for each thread that codes.
 */
public final class MotionPrediction {
    /** Coding order of the 4x4 blocks in a macroblock by {@code 4 * y + x}, ITU-T H.264 figure 6-10. */
    private static final byte[] ORDER = {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15};
    /** Reference of a neighbour that is not there; one that is but is intra has {@link MacroblockMap#INTRA}. */
    private static final int ABSENT = -2;

    private int x;
    private int y;
    private int referenceA;
    private int xA;
    private int yA;
    private int referenceB;
    private int xB;
    private int yB;
    /** Of C, or of D where C is not available. */
    private int referenceC;
    private int xC;
    private int yC;

    /**
     * Predicts by the median rule (8.4.1.3.1): for 16x16, 8x8 and smaller partitions.
     *
     * @param m          the picture in work.
     * @param mbX        column of the macroblock.
     * @param mbY        row of the macroblock.
     * @param blockX     first column of the partition in 4x4 blocks within the macroblock, 0 to 3.
     * @param blockY     first row of it, likewise.
     * @param blocksWide width of it in 4x4 blocks, 1, 2 or 4.
     * @param blocksHigh height of it; no neighbour depends on it.
     * @param reference  index of its reference picture.
     */
    public void predict(final MacroblockMap m, final int mbX, final int mbY, final int blockX, final int blockY, final int blocksWide,
            final int blocksHigh, final int reference) {
        neighbours(m, mbX, mbY, blockX, blockY, blocksWide);
        median(reference);
    }

    /**
     * Predicts for the upper or the lower half of a macroblock (8.4.1.3: from B for the upper, from A for the lower, if the references agree).
     *
     * @param m         the picture in work.
     * @param mbX       column of the macroblock.
     * @param mbY       row of the macroblock.
     * @param part      0: upper, 1: lower.
     * @param reference index of its reference picture.
     */
    public void predict16x8(final MacroblockMap m, final int mbX, final int mbY, final int part, final int reference) {
        neighbours(m, mbX, mbY, 0, 2 * part, 4);
        if (part == 0 && referenceB == reference) {
            x = xB;
            y = yB;
        } else if (part == 1 && referenceA == reference) {
            x = xA;
            y = yA;
        } else {
            median(reference);
        }
    }

    /**
     * Predicts for the left or the right half of a macroblock (8.4.1.3: from A for the left, from C for the right, if the references agree).
     *
     * @param m         the picture in work.
     * @param mbX       column of the macroblock.
     * @param mbY       row of the macroblock.
     * @param part      0: left, 1: right.
     * @param reference index of its reference picture.
     */
    public void predict8x16(final MacroblockMap m, final int mbX, final int mbY, final int part, final int reference) {
        neighbours(m, mbX, mbY, 2 * part, 0, 2);
        if (part == 0 && referenceA == reference) {
            x = xA;
            y = yA;
        } else if (part == 1 && referenceC == reference) {
            x = xC;
            y = yC;
        } else {
            median(reference);
        }
    }

    /**
     * The vector of the macroblock if it is skipped (8.4.1.1); its reference is 0.
     *
     * @param m   the picture in work.
     * @param mbX column of the macroblock.
     * @param mbY row of the macroblock.
     */
    public void skip(final MacroblockMap m, final int mbX, final int mbY) {
        neighbours(m, mbX, mbY, 0, 0, 4);
        if (referenceA == ABSENT || referenceB == ABSENT || (referenceA | xA | yA) == 0 || (referenceB | xB | yB) == 0) {
            x = 0;
            y = 0;
        } else {
            median(0);
        }
    }

    /**
     * The predicted horizontal motion.
     *
     * @return what the last call found, in quarter samples.
     */
    public int x() {
        return x;
    }

    /**
     * The predicted vertical motion.
     *
     * @return what the last call found, in quarter samples.
     */
    public int y() {
        return y;
    }

    /**
     * Lends the vectors of the inter neighbours that the last call looked at, as candidates for a search.
     *
     * @param toX  takes horizontal parts, in quarter samples.
     * @param toY  takes vertical parts.
     * @param from first index to write, with room for three.
     * @return the index after the last one written.
     */
    public int candidates(final short[] toX, final short[] toY, final int from) {
        int n = from;
        if (referenceA >= 0) {
            toX[n] = (short) xA;
            toY[n++] = (short) yA;
        }
        if (referenceB >= 0) {
            toX[n] = (short) xB;
            toY[n++] = (short) yB;
        }
        if (referenceC >= 0) {
            toX[n] = (short) xC;
            toY[n++] = (short) yC;
        }
        return n;
    }

    /** Motion data of the neighbouring partitions, 8.4.1.3.2. */
    private void neighbours(final MacroblockMap m, final int mbX, final int mbY, final int blockX, final int blockY, final int blocksWide) {
        final int mb = mbY * m.widthMbs + mbX;
        final int[] slice = m.slice;
        final int own = slice[mb];
        final int at = m.block(mbX, mbY) + blockY * m.blockStride + blockX;
        final boolean left = blockX > 0 || mbX > 0 && slice[mb - 1] == own;
        final boolean top = blockY > 0 || mbY > 0 && slice[mb - m.widthMbs] == own;
        referenceA = ABSENT;
        xA = 0;
        yA = 0;
        if (left) {
            referenceA = m.reference[at - 1];
            if (referenceA >= 0) {
                xA = m.mvX[at - 1];
                yA = m.mvY[at - 1];
            }
        }
        final int above = at - m.blockStride;
        referenceB = ABSENT;
        xB = 0;
        yB = 0;
        if (top) {
            referenceB = m.reference[above];
            if (referenceB >= 0) {
                xB = m.mvX[above];
                yB = m.mvY[above];
            }
        }
        final int corner = corner(m, mbX, mbY, blockX, blockY, blocksWide, above, left, top);
        referenceC = ABSENT;
        xC = 0;
        yC = 0;
        if (corner >= 0) {
            referenceC = m.reference[corner];
            if (referenceC >= 0) {
                xC = m.mvX[corner];
                yC = m.mvY[corner];
            }
        }
    }

    /** The block of C, else that of D, else -1. */
    private static int corner(final MacroblockMap m, final int mbX, final int mbY, final int blockX, final int blockY, final int blocksWide,
            final int above, final boolean left, final boolean top) {
        final int mb = mbY * m.widthMbs + mbX;
        final int[] slice = m.slice;
        final int end = blockX + blocksWide;
        final boolean right;
        if (end < 4) {
            right = blockY == 0 ? top : ORDER[4 * blockY - 4 + end] < ORDER[4 * blockY + blockX];
        } else {
            right = blockY == 0 && mbY > 0 && mbX + 1 < m.widthMbs && slice[mb - m.widthMbs + 1] == slice[mb];
        }
        if (right) {
            return above + blocksWide;
        }
        final boolean before;
        if (blockX > 0) {
            before = top;
        } else if (blockY > 0) {
            before = left;
        } else {
            before = mbX > 0 && mbY > 0 && slice[mb - m.widthMbs - 1] == slice[mb];
        }
        return before ? above - 1 : -1;
    }

    /** 8.4.1.3.1, from the neighbours found. */
    private void median(final int reference) {
        final boolean a = referenceA == reference;
        final boolean b = referenceB == reference;
        final boolean c = referenceC == reference;
        if (referenceB == ABSENT && referenceC == ABSENT && referenceA != ABSENT || a && !b && !c) {
            x = xA;
            y = yA;
        } else if (b && !a && !c) {
            x = xB;
            y = yB;
        } else if (c && !a && !b) {
            x = xC;
            y = yC;
        } else {
            x = median(xA, xB, xC);
            y = median(yA, yB, yC);
        }
    }

    private static int median(final int a, final int b, final int c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
