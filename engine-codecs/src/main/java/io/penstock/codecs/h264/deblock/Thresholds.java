package io.penstock.codecs.h264.deblock;

/** How strong the filter is at which quantiser: tables 8-16 and 8-17 of ITU-T H.264. */
final class Thresholds {
    /** Table 8-16, alpha' by indexA: the step across an edge from which on it is taken for content. */
    private static final int[] ALPHA = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 5, 6, 7, 8, 9, 10, 12, 13,
        15, 17, 20, 22, 25, 28, 32, 36, 40, 45, 50, 56, 63, 71, 80, 90, 101, 113, 127, 144, 162, 182, 203, 226, 255, 255,
    };
    /** Table 8-16, beta' by indexB: the same for the steps beside the edge. */
    private static final int[] BETA = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4,
        6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18,
    };
    /** Table 8-17, tC0' by indexA: a byte each for bS 0 (not in the table), 1, 2 and 3, the lowest byte first. */
    private static final int[] CLIP = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0x01000000, 0x01000000, 0x01000000, 0x01000000, 0x01010000, 0x01010000, 0x01010100, 0x01010100, 0x01010100,
        0x01010100, 0x02010100, 0x02010100, 0x02010100, 0x02010100, 0x03020100, 0x03020100, 0x03020200, 0x04020200,
        0x04030200, 0x04030200, 0x05030300, 0x06040300, 0x06040300, 0x07050400, 0x08050400, 0x09060400, 0x0A070500,
        0x0B080600, 0x0D080600, 0x0E0A0700, 0x100B0800, 0x120C0900, 0x140D0A00, 0x170F0B00, 0x19110D00,
    };
    private static final int LAST = 51;

    private Thresholds() {
    }

    /**
     * alpha of 8.7.2.2.
     *
     * @param index average QP of both sides + FilterOffsetA; clipped here.
     */
    static int alpha(final int index) {
        return ALPHA[Math.max(0, Math.min(LAST, index))];
    }

    /**
     * beta of 8.7.2.2.
     *
     * @param index average QP of both sides + FilterOffsetB; clipped here.
     */
    static int beta(final int index) {
        return BETA[Math.max(0, Math.min(LAST, index))];
    }

    /**
     * tC0 of 8.7.2.3 for all strengths: that of bS is {@code clips >>> 8 * bS & 255}.
     *
     * @param index average QP of both sides + FilterOffsetA; clipped here.
     */
    static int clips(final int index) {
        return CLIP[Math.max(0, Math.min(LAST, index))];
    }
}
