package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.write.BitWriter;
import io.penstock.codecs.h264.write.Cavlc;

/** Writes macroblock layers (7.3.5) by CAVLC, and keeps what is carried from one to the next in a slice: the run of skips and the quantiser. */
final class MacroblockWriter {
    /** Where mb_type of P slices begins for intra (table 7-13). */
    private static final int INTRA_IN_P = 5;
    /** Where mb_type begins for I16x16 (table 7-11). */
    private static final int I16X16_TYPES = 1;
    /** codeNum of coded_block_pattern for I4x4, by pattern (table 9-4). */
    private static final byte[] INTRA_PATTERN = {
        3, 29, 30, 17, 31, 18, 37, 8, 32, 38, 19, 9, 20, 10, 11, 2,
        16, 33, 34, 21, 35, 22, 39, 4, 36, 40, 23, 5, 24, 6, 7, 1,
        41, 42, 43, 25, 44, 26, 46, 12, 45, 47, 27, 13, 28, 14, 15, 0,
    };
    /** The same for inter. */
    private static final byte[] INTER_PATTERN = {
        0, 2, 3, 7, 4, 8, 17, 13, 5, 18, 9, 14, 10, 15, 16, 11,
        1, 32, 33, 36, 34, 37, 44, 40, 35, 45, 38, 41, 39, 42, 43, 19,
        6, 24, 25, 20, 26, 21, 46, 28, 27, 47, 22, 29, 23, 30, 31, 12,
    };

    private final BitWriter out;
    private boolean intraSlice;
    private int skips;
    private int lastQp;
    private int markedSkips;
    private int markedQp;

    MacroblockWriter(final BitWriter out) {
        this.out = out;
    }

    /** Begins a slice. */
    void start(final boolean intra, final int sliceQp) {
        intraSlice = intra;
        skips = 0;
        lastQp = sliceQp;
    }

    /** The quantiser in force: that of the last macroblock that told its own. */
    int lastQp() {
        return lastQp;
    }

    /** Skips that are not written yet. */
    int pendingSkips() {
        return skips;
    }

    void mark() {
        out.mark();
        markedSkips = skips;
        markedQp = lastQp;
    }

    void rewind() {
        out.rewind();
        skips = markedSkips;
        lastQp = markedQp;
    }

    /** Ends the slice's data; the skips at its end are written. */
    void finish() {
        if (skips > 0) {
            out.ue(skips);
            skips = 0;
        }
        out.trailing();
    }

    /** Bits that a macroblock would take, which the mark was set for. */
    int bits(final Macroblock mb) {
        final int qp = mb.qp;
        final long before = out.bits();
        write(mb);
        final int bits = (int) (out.bits() - before);
        rewind();
        mb.qp = qp;
        return bits;
    }

    void skip() {
        skips++;
    }

    /** Writes a macroblock that is not skipped; afterwards {@code mb.qp} is what a decoder takes for its quantiser. */
    void write(final Macroblock mb) {
        if (!intraSlice) {
            out.ue(skips);
            skips = 0;
        }
        final int pattern = mb.codedLuma | mb.codedChroma << 4;
        switch (mb.type) {
            case MacroblockMap.I4X4 -> writeI4x4(mb, pattern);
            case MacroblockMap.I16X16 -> {
                out.ue((intraSlice ? 0 : INTRA_IN_P) + I16X16_TYPES + mb.mode16x16 + 4 * mb.codedChroma + (mb.codedLuma != 0 ? 12 : 0));
                out.ue(mb.chromaMode);
            }
            default -> writeInter(mb, pattern);
        }
        if (pattern == 0 && mb.type != MacroblockMap.I16X16) {
            mb.qp = lastQp;
            return;
        }
        out.se(quantiserStep(mb.qp - lastQp));
        lastQp = mb.qp;
        if (mb.type == MacroblockMap.I16X16) {
            Cavlc.residual(out, mb.lumaDc, 0, 16, mb.lumaContext(0, 0));
        }
        if (mb.codedLuma != 0) {
            writeLuma(mb);
        }
        if (mb.codedChroma != 0) {
            writeChroma(mb);
        }
    }

    /** mb_qp_delta wraps at 52 (7.4.5). */
    private static int quantiserStep(final int step) {
        return step < -26 ? step + 52 : step > 25 ? step - 52 : step;
    }

    private void writeI4x4(final Macroblock mb, final int pattern) {
        out.ue(intraSlice ? 0 : INTRA_IN_P);
        for (int i = 0; i < 16; i++) {
            final int predicted = mb.predictedMode(Macroblock.BLOCK_X[i], Macroblock.BLOCK_Y[i]);
            final int mode = mb.modes[i];
            if (mode == predicted) {
                out.put(1, 1);
            } else {
                out.put(mode < predicted ? mode : mode - 1, 4);
            }
        }
        out.ue(mb.chromaMode);
        out.ue(INTRA_PATTERN[pattern]);
    }

    private void writeInter(final Macroblock mb, final int pattern) {
        final int parts = switch (mb.type) {
            case MacroblockMap.P16X16 -> 1;
            case MacroblockMap.P16X8, MacroblockMap.P8X16 -> 2;
            default -> 4;
        };
        out.ue(mb.type - MacroblockMap.P16X16);
        if (parts == 4) {
            out.put(0b1111, 4);
        }
        for (int i = 0; i < parts; i++) {
            out.se(mb.mvX[i] - mb.predictedX[i]);
            out.se(mb.mvY[i] - mb.predictedY[i]);
        }
        out.ue(INTER_PATTERN[pattern]);
    }

    private void writeLuma(final Macroblock mb) {
        final boolean ac = mb.type == MacroblockMap.I16X16;
        for (int i = 0; i < 16; i++) {
            if ((mb.codedLuma >> (i >> 2) & 1) != 0) {
                Cavlc.residual(out, mb.luma, 16 * i, ac ? 15 : 16, mb.lumaContext(Macroblock.BLOCK_X[i], Macroblock.BLOCK_Y[i]));
            }
        }
    }

    private void writeChroma(final Macroblock mb) {
        Cavlc.residual(out, mb.chromaDc, 0, 4, -1);
        Cavlc.residual(out, mb.chromaDc, 4, 4, -1);
        if (mb.codedChroma == 2) {
            for (int i = 0; i < 4; i++) {
                Cavlc.residual(out, mb.chromaAc, 16 * i, 15, mb.chromaContext(mb.map.cbCount, i & 1, i >> 1));
            }
            for (int i = 0; i < 4; i++) {
                Cavlc.residual(out, mb.chromaAc, 64 + 16 * i, 15, mb.chromaContext(mb.map.crCount, i & 1, i >> 1));
            }
        }
    }
}
