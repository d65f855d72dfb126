package io.penstock.codecs.h264.write;

/**
 * Writes blocks of transform coefficient levels in context-adaptive variable-length codes (ITU-T H.264 9.2), and tells how long they would
 * be. No state; allocates nothing.
 *
 * <p>Levels come in scan order. Profiles below High do not allow a {@code level_prefix} above 15, so magnitudes above {@link #MAX_LEVEL} make
 * a stream that is not one of theirs; they are written all the same, in the longer escapes of the High profiles.
 */
public final class Cavlc {
    /** The greatest magnitude that fits a {@code level_prefix} of 15 wherever in a block it is; quantisers for Baseline clip to it. */
    public static final int MAX_LEVEL = 2063;
    /** nC of chroma DC blocks of 4:2:0. */
    public static final int CHROMA_DC = -1;

    private Cavlc() {
    }

    /**
     * Writes a block.
     *
     * @param out    where to.
     * @param levels levels in scan order.
     * @param at     index of the first one.
     * @param n      how many: 16, 15 (AC) or 4 (chroma DC).
     * @param nC     from the neighbours' counts (9.2.1), 0–16; {@link #CHROMA_DC} with {@code n = 4}.
     * @return {@code total_coeff}: how many levels are not zero.
     */
    public static int residual(final BitWriter out, final short[] levels, final int at, final int n, final int nC) {
        final int all = mask(levels, at, n);
        final int table = CavlcTables.TOKEN_TABLE[nC + 1];
        if (all == 0) {
            final int token = CavlcTables.COEFF_TOKEN[table];
            out.putClean(token >>> 8, token & 255);
            return 0;
        }
        final int total = Integer.bitCount(all);
        int left = all;
        int ones = 0;
        int signs = 0;
        while (left != 0 && ones < 3) {
            final int top = 31 - Integer.numberOfLeadingZeros(left);
            final int level = levels[at + top];
            if (level * level != 1) {
                break;
            }
            signs = 2 * signs + (level >>> 31);
            ones++;
            left ^= 1 << top;
        }
        final int token = CavlcTables.COEFF_TOKEN[table + 4 * total + ones];
        out.putClean(token >>> 8 << ones | signs, (token & 255) + ones);
        if (left != 0) {
            writeLevels(out, levels, at, left, total, ones);
        }
        if (total < n) {
            writeZeros(out, all, total, n);
        }
        return total;
    }

    /**
     * Length of a block.
     *
     * @param levels levels in scan order.
     * @param at     index of the first one.
     * @param n      how many: 16, 15 (AC) or 4 (chroma DC).
     * @param nC     from the neighbours' counts (9.2.1), 0–16; {@link #CHROMA_DC} with {@code n = 4}.
     * @return bits that {@link #residual} would write.
     */
    public static int bits(final short[] levels, final int at, final int n, final int nC) {
        final int all = mask(levels, at, n);
        final int table = CavlcTables.TOKEN_TABLE[nC + 1];
        if (all == 0) {
            return CavlcTables.COEFF_TOKEN[table] & 255;
        }
        final int total = Integer.bitCount(all);
        int left = all;
        int ones = 0;
        while (left != 0 && ones < 3) {
            final int top = 31 - Integer.numberOfLeadingZeros(left);
            final int level = levels[at + top];
            if (level * level != 1) {
                break;
            }
            ones++;
            left ^= 1 << top;
        }
        int bits = (CavlcTables.COEFF_TOKEN[table + 4 * total + ones] & 255) + ones;
        if (left != 0) {
            bits += levelBits(levels, at, left, total, ones);
        }
        return total < n ? bits + zeroBits(all, total, n) : bits;
    }

    /** Bit i tells whether level i is not zero. Most blocks end early, so whole quarters of zeros are passed over. */
    private static int mask(final short[] levels, final int at, final int n) {
        int mask = 0;
        int i = n;
        if ((i & 3) == 3) { // 15: the odd ones at the end
            mask = bit(levels[at + 12]) | bit(levels[at + 13]) << 1 | bit(levels[at + 14]) << 2;
            i = 12;
        }
        while (i > 0) {
            i -= 4;
            final int a = levels[at + i];
            final int b = levels[at + i + 1];
            final int c = levels[at + i + 2];
            final int d = levels[at + i + 3];
            mask <<= 4;
            if ((a | b | c | d) != 0) {
                mask |= bit(a) | bit(b) << 1 | bit(c) << 2 | bit(d) << 3;
            }
        }
        return mask;
    }

    private static int bit(final int level) {
        return (level | -level) >>> 31;
    }

    /** 9.2.2.1, the other way round. */
    private static void writeLevels(final BitWriter out, final short[] levels, final int at, final int which, final int total, final int ones) {
        int left = which;
        int suffix = total > 10 && ones < 3 ? 1 : 0;
        int bias = ones < 3 ? 2 : 0;
        do {
            final int top = 31 - Integer.numberOfLeadingZeros(left);
            left ^= 1 << top;
            final int level = levels[at + top];
            final int magnitude = Math.abs(level);
            final int code = 2 * magnitude - 2 - (level >> 31) - bias;
            bias = 0;
            if (suffix == 0) {
                if (code < 14) {
                    out.putClean(1, code + 1);
                } else if (code < 30) {
                    out.putClean(16 | code - 14, 19);
                } else {
                    writeEscape(out, code - 30);
                }
                suffix = magnitude > 3 ? 2 : 1;
            } else {
                final int prefix = code >> suffix;
                if (prefix < 15) {
                    out.putClean(1 << suffix | code & (1 << suffix) - 1, prefix + 1 + suffix);
                } else {
                    writeEscape(out, code - (15 << suffix));
                }
                if (magnitude > 3 << suffix - 1 && suffix < 6) {
                    suffix++;
                }
            }
        } while (left != 0);
    }

    private static int levelBits(final short[] levels, final int at, final int which, final int total, final int ones) {
        int left = which;
        int suffix = total > 10 && ones < 3 ? 1 : 0;
        int bias = ones < 3 ? 2 : 0;
        int bits = 0;
        do {
            final int top = 31 - Integer.numberOfLeadingZeros(left);
            left ^= 1 << top;
            final int level = levels[at + top];
            final int magnitude = Math.abs(level);
            final int code = 2 * magnitude - 2 - (level >> 31) - bias;
            bias = 0;
            if (suffix == 0) {
                bits += code < 14 ? code + 1 : code < 30 ? 19 : escapeBits(code - 30);
                suffix = magnitude > 3 ? 2 : 1;
            } else {
                final int prefix = code >> suffix;
                bits += prefix < 15 ? prefix + 1 + suffix : escapeBits(code - (15 << suffix));
                if (magnitude > 3 << suffix - 1 && suffix < 6) {
                    suffix++;
                }
            }
        } while (left != 0);
        return bits;
    }

    /** {@code level_prefix} 15 with a suffix of 12 bits; each more in the prefix brings one more in the suffix, and twice the range. */
    private static void writeEscape(final BitWriter out, final int beyond) {
        final int range = 31 - Integer.numberOfLeadingZeros(beyond + 4096);
        out.putClean(1, range + 4);
        out.put(beyond + 4096, range);
    }

    private static int escapeBits(final int beyond) {
        return 2 * (31 - Integer.numberOfLeadingZeros(beyond + 4096)) + 4;
    }

    /** 9.2.3, the other way round: total_zeros and run_befores, 31 bits at most. */
    private static void writeZeros(final BitWriter out, final int all, final int total, final int n) {
        int top = 31 - Integer.numberOfLeadingZeros(all);
        int zeros = top + 1 - total;
        final int first = (n == 4 ? CavlcTables.CHROMA_TOTAL_ZEROS : CavlcTables.TOTAL_ZEROS)[16 * total + zeros];
        int code = first >>> 8;
        int length = first & 255;
        int left = all ^ 1 << top;
        while (zeros > 0 && left != 0) {
            final int next = 31 - Integer.numberOfLeadingZeros(left);
            final int run = top - next - 1;
            final int entry = CavlcTables.RUN_BEFORE[16 * zeros + run];
            code = code << (entry & 255) | entry >>> 8;
            length += entry & 255;
            zeros -= run;
            top = next;
            left ^= 1 << next;
        }
        out.putClean(code, length);
    }

    private static int zeroBits(final int all, final int total, final int n) {
        int top = 31 - Integer.numberOfLeadingZeros(all);
        int zeros = top + 1 - total;
        int length = (n == 4 ? CavlcTables.CHROMA_TOTAL_ZEROS : CavlcTables.TOTAL_ZEROS)[16 * total + zeros] & 255;
        int left = all ^ 1 << top;
        while (zeros > 0 && left != 0) {
            final int next = 31 - Integer.numberOfLeadingZeros(left);
            final int run = top - next - 1;
            length += CavlcTables.RUN_BEFORE[16 * zeros + run] & 255;
            zeros -= run;
            top = next;
            left ^= 1 << next;
        }
        return length;
    }
}
