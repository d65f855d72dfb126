package io.penstock.codecs.h264.residual;

import java.util.Arrays;

/**
 * From coefficients to levels and back (8.5.9 to 8.5.12; the forward direction is the encoder's own choice). Levels are in zig-zag order.
 *
 * <p>A level is {@code (|c| * factor + dead) >> shift} with the sign of c: {@code dead} is a third of a step for intra and a sixth for inter,
 * so that what is small becomes zero sooner than rounding would have it, which saves more bits than it costs quality.
 */
public final class Quantizer {
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    /** By QP % 6, for places with even row and column, odd row and column, and the others. */
    private static final int[][] FACTORS = {{13_107, 5243, 8066}, {11_916, 4660, 7490}, {10_082, 4194, 6554}, {9362, 3647, 5825},
        {8192, 3355, 5243}, {7282, 2893, 4559}};
    private static final int[][] SCALES = {{10, 16, 13}, {11, 18, 14}, {13, 20, 16}, {14, 23, 18}, {16, 25, 20}, {18, 29, 23}};
    private static final byte[] CHROMA_QP = {29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39};
    private static final int INTRA_DEAD = 3;
    private static final int INTER_DEAD = 6;
    private static final int LARGE = 9;
    /** What a one is worth keeping after so many zeros. */
    private static final byte[] SCORES = {3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    /** By QP and raster place: the largest coefficient that becomes zero; intra, inter. */
    private static final int[][] ZERO_INTRA = new int[52][16];
    private static final int[][] ZERO_INTER = new int[52][16];

    static {
        for (int i = 0; i < 16; i++) {
            final boolean evenRow = (i >> 2 & 1) == 0;
            final boolean evenColumn = (i & 1) == 0;
            final int place = evenRow && evenColumn ? 0 : !evenRow && !evenColumn ? 1 : 2;
            for (int qp = 0; qp < 52; qp++) {
                final int factor = FACTORS[qp % 6][place];
                final int whole = 1 << 15 + qp / 6;
                ZERO_INTRA[qp][i] = (whole - 1 - whole / INTRA_DEAD) / factor;
                ZERO_INTER[qp][i] = (whole - 1 - whole / INTER_DEAD) / factor;
            }
        }
    }

    private Quantizer() {
    }

    /**
     * Quantises a 4x4 block.
     *
     * @param coefficients raster order.
     * @param at           the first one.
     * @param qp           0–51.
     * @param intra        the wider rounding of intra.
     * @param first        0, or 1 to leave the DC coefficient out.
     * @param levels       receives 16 - first levels in scan order.
     * @param to           from where.
     * @return how many are not zero.
     */
    public static int quantize(final short[] coefficients, final int at, final int qp, final boolean intra, final int first, final short[] levels,
                               final int to) {
        final int[] zero = intra ? ZERO_INTRA[qp] : ZERO_INTER[qp];
        int outside = 0;
        for (int i = first; i < 16; i++) {
            final int c = coefficients[at + i];
            outside |= zero[i] - c | zero[i] + c;
        }
        if (outside >= 0) {
            Arrays.fill(levels, to, to + 16 - first, (short) 0);
            return 0;
        }
        return levels(coefficients, at, qp, intra, first, levels, to);
    }

    /** The places written out one by one, so that each has its factor in a register. */
    private static int levels(final short[] coefficients, final int at, final int qp, final boolean intra, final int first,
                              final short[] levels, final int to) {
        final int[] factors = FACTORS[qp % 6];
        final int even = factors[0];
        final int odd = factors[1];
        final int mixed = factors[2];
        final int shift = 15 + qp / 6;
        final int dead = (1 << shift) / (intra ? INTRA_DEAD : INTER_DEAD);
        final int base = to - first;
        int count = 0;
        if (first == 0) {
            final int l0 = level(coefficients[at], even, dead, shift);
            levels[to] = (short) l0;
            count = one(l0);
        }
        final int l1 = level(coefficients[at + 1], mixed, dead, shift);
        levels[base + 1] = (short) l1;
        final int l2 = level(coefficients[at + 4], mixed, dead, shift);
        levels[base + 2] = (short) l2;
        final int l3 = level(coefficients[at + 8], even, dead, shift);
        levels[base + 3] = (short) l3;
        final int l4 = level(coefficients[at + 5], odd, dead, shift);
        levels[base + 4] = (short) l4;
        final int l5 = level(coefficients[at + 2], even, dead, shift);
        levels[base + 5] = (short) l5;
        final int l6 = level(coefficients[at + 3], mixed, dead, shift);
        levels[base + 6] = (short) l6;
        final int l7 = level(coefficients[at + 6], mixed, dead, shift);
        levels[base + 7] = (short) l7;
        final int l8 = level(coefficients[at + 9], mixed, dead, shift);
        levels[base + 8] = (short) l8;
        final int l9 = level(coefficients[at + 12], mixed, dead, shift);
        levels[base + 9] = (short) l9;
        final int l10 = level(coefficients[at + 13], odd, dead, shift);
        levels[base + 10] = (short) l10;
        final int l11 = level(coefficients[at + 10], even, dead, shift);
        levels[base + 11] = (short) l11;
        final int l12 = level(coefficients[at + 7], odd, dead, shift);
        levels[base + 12] = (short) l12;
        final int l13 = level(coefficients[at + 11], mixed, dead, shift);
        levels[base + 13] = (short) l13;
        final int l14 = level(coefficients[at + 14], mixed, dead, shift);
        levels[base + 14] = (short) l14;
        final int l15 = level(coefficients[at + 15], odd, dead, shift);
        levels[base + 15] = (short) l15;
        return count + one(l1) + one(l2) + one(l3) + one(l4) + one(l5) + one(l6) + one(l7) + one(l8)
            + one(l9) + one(l10) + one(l11) + one(l12) + one(l13) + one(l14) + one(l15);
    }

    private static int level(final int c, final int factor, final int dead, final int shift) {
        final int sign = c >> 31;
        return (((c ^ sign) - sign) * factor + dead >>> shift ^ sign) - sign;
    }

    /** One for a level that is not zero. */
    private static int one(final int level) {
        return (level | -level) >>> 31;
    }

    /**
     * Quantises the DC coefficients of an I16x16 macroblock.
     *
     * @param dc     sixteen, from {@link Transform#forwardLumaDc}.
     * @param qp     0–51.
     * @param intra  the wider rounding of intra.
     * @param levels receives sixteen in scan order.
     * @return how many are not zero.
     */
    public static int quantizeDc(final short[] dc, final int qp, final boolean intra, final short[] levels) {
        final long factor = FACTORS[qp % 6][0];
        final int shift = 16 + qp / 6;
        final long dead = (1L << shift) / (intra ? INTRA_DEAD : INTER_DEAD);
        int count = 0;
        for (int k = 0; k < 16; k++) {
            final int c = dc[ZIGZAG[k]];
            final int level = (int) (Math.abs(c) * factor + dead >> shift);
            levels[k] = (short) (c < 0 ? -level : level);
            count += level == 0 ? 0 : 1;
        }
        return count;
    }

    /**
     * Quantises the DC coefficients of a chroma plane.
     *
     * @param dc     four, from {@link Transform#forwardChromaDc}.
     * @param at     the first one.
     * @param qp     chroma QP, 0–51.
     * @param intra  the wider rounding of intra.
     * @param levels receives four.
     * @param to     from where.
     * @return how many are not zero.
     */
    public static int quantizeChromaDc(final short[] dc, final int at, final int qp, final boolean intra, final short[] levels, final int to) {
        final int factor = FACTORS[qp % 6][0];
        final int shift = 16 + qp / 6;
        final int dead = (1 << shift) / (intra ? INTRA_DEAD : INTER_DEAD);
        int count = 0;
        for (int i = 0; i < 4; i++) {
            final int c = dc[at + i];
            final int level = Math.abs(c) * factor + dead >>> shift;
            levels[to + i] = (short) (c < 0 ? -level : level);
            count += level == 0 ? 0 : 1;
        }
        return count;
    }

    /**
     * Scales the levels of a 4x4 block (8.5.12.1).
     *
     * @param levels       16 - first in scan order.
     * @param at           the first one.
     * @param qp           0–51.
     * @param first        0, or 1 to leave the DC coefficient as it is.
     * @param coefficients receives them in raster order.
     * @param to           from where.
     */
    public static void dequantize(final short[] levels, final int at, final int qp, final int first, final short[] coefficients, final int to) {
        final int[] scales = SCALES[qp % 6];
        final int even = scales[0] << qp / 6;
        final int odd = scales[1] << qp / 6;
        final int mixed = scales[2] << qp / 6;
        final int base = at - first;
        if (first == 0) {
            coefficients[to] = (short) (levels[at] * even);
        }
        coefficients[to + 1] = (short) (levels[base + 1] * mixed);
        coefficients[to + 4] = (short) (levels[base + 2] * mixed);
        coefficients[to + 8] = (short) (levels[base + 3] * even);
        coefficients[to + 5] = (short) (levels[base + 4] * odd);
        coefficients[to + 2] = (short) (levels[base + 5] * even);
        coefficients[to + 3] = (short) (levels[base + 6] * mixed);
        coefficients[to + 6] = (short) (levels[base + 7] * mixed);
        coefficients[to + 9] = (short) (levels[base + 8] * mixed);
        coefficients[to + 12] = (short) (levels[base + 9] * mixed);
        coefficients[to + 13] = (short) (levels[base + 10] * odd);
        coefficients[to + 10] = (short) (levels[base + 11] * even);
        coefficients[to + 7] = (short) (levels[base + 12] * odd);
        coefficients[to + 11] = (short) (levels[base + 13] * mixed);
        coefficients[to + 14] = (short) (levels[base + 14] * mixed);
        coefficients[to + 15] = (short) (levels[base + 15] * odd);
    }

    /**
     * Scales and transforms the DC levels of an I16x16 macroblock (8.5.10).
     *
     * @param levels sixteen in scan order.
     * @param qp     0–51.
     * @param dc     receives them in raster order of the blocks.
     */
    public static void dequantizeDc(final short[] levels, final int qp, final short[] dc) {
        for (int k = 0; k < 16; k++) {
            dc[ZIGZAG[k]] = levels[k];
        }
        Transform.hadamardRows(dc);
        final int scale = 16 * SCALES[qp % 6][0];
        for (int x = 0; x < 4; x++) {
            final int a = dc[x] + dc[x + 12];
            final int b = dc[x + 4] + dc[x + 8];
            final int c = dc[x + 4] - dc[x + 8];
            final int d = dc[x] - dc[x + 12];
            dc[x] = scaledDc(a + b, scale, qp);
            dc[x + 4] = scaledDc(d + c, scale, qp);
            dc[x + 8] = scaledDc(a - b, scale, qp);
            dc[x + 12] = scaledDc(d - c, scale, qp);
        }
    }

    private static short scaledDc(final int value, final int scale, final int qp) {
        return (short) (qp >= 36 ? value * scale << qp / 6 - 6 : value * scale + (1 << 5 - qp / 6) >> 6 - qp / 6);
    }

    /**
     * Transforms and scales the DC levels of a chroma plane (8.5.11).
     *
     * @param levels four.
     * @param at     the first one.
     * @param qp     chroma QP, 0–51.
     * @param dc     receives four in raster order of the blocks.
     * @param to     from where.
     */
    public static void dequantizeChromaDc(final short[] levels, final int at, final int qp, final short[] dc, final int to) {
        final int a = levels[at];
        final int b = levels[at + 1];
        final int c = levels[at + 2];
        final int d = levels[at + 3];
        final int scale = 16 * SCALES[qp % 6][0] << qp / 6;
        dc[to] = (short) ((a + b + c + d) * scale >> 5);
        dc[to + 1] = (short) ((a - b + c - d) * scale >> 5);
        dc[to + 2] = (short) ((a + b - c - d) * scale >> 5);
        dc[to + 3] = (short) ((a - b - c + d) * scale >> 5);
    }

    /**
     * The quantiser of chroma (8.5.8, table 8-15).
     *
     * @param qp     luma QP, 0–51.
     * @param offset chroma_qp_index_offset.
     * @return chroma QP, 0–39.
     */
    public static int chromaQp(final int qp, final int offset) {
        final int index = Math.max(0, Math.min(51, qp + offset));
        return index < 30 ? index : CHROMA_QP[index - 30];
    }

    /**
     * What the levels of a block are worth: a few ones far apart cost more bits than they give quality. The idea and the numbers are those of
     * the joint model's reference encoder.
     *
     * @param levels in scan order.
     * @param at     the first one.
     * @param n      how many.
     * @return 0 for none; {@value #LARGE} at least if one is larger than one.
     */
    public static int zeroScore(final short[] levels, final int at, final int n) {
        int score = 0;
        int zeros = 0;
        for (int i = at; i < at + n; i++) {
            final int level = levels[i];
            if (level == 0) {
                zeros++;
            } else if (level > 1 || level < -1) {
                return LARGE;
            } else {
                score += SCORES[zeros];
                zeros = 0;
            }
        }
        return score;
    }
}
