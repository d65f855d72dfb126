package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.MacroblockMap;

/** The macroblock in work: where it is, what surrounds it, what was decided, and what is left to be sent of it. */
final class Macroblock {
    /** Column of each luma block in coding order (6.4.3), in blocks. */
    static final int[] BLOCK_X = {0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3};
    /** Row of each luma block in coding order, in blocks. */
    static final int[] BLOCK_Y = {0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3};
    /** Samples of prediction a row. */
    static final int PREDICTION_STRIDE = 16;
    /** Where the prediction of Cb begins, 8x8 at the same stride. */
    static final int PREDICTION_CB = 256;
    /** Where that of Cr begins. */
    static final int PREDICTION_CR = 264;

    final MacroblockMap map;
    /** What is predicted: 16x16 luma, and beside each other 8x8 of Cb and Cr. */
    final byte[] prediction = new byte[16 * 24];
    /** Levels of the luma blocks, coding order, 16 each in scan order; for I16x16 the 15 AC levels come first in each. */
    final short[] luma = new short[256];
    /** Levels of the DC block of I16x16. */
    final short[] lumaDc = new short[16];
    /** DC levels of Cb and Cr, four each. */
    final short[] chromaDc = new short[8];
    /** AC levels of Cb and Cr, 16 apart, of which 15 count. */
    final short[] chromaAc = new short[8 * 16];
    /** Modes of the sixteen intra predictions in coding order. */
    final byte[] modes = new byte[16];
    /** Vectors of up to four partitions. */
    final int[] mvX = new int[4];
    final int[] mvY = new int[4];
    /** Vectors predicted for them. */
    final int[] predictedX = new int[4];
    final int[] predictedY = new int[4];

    int x;
    int y;
    int index;
    int block;
    int chromaBlock;
    int lumaAt;
    int chromaAt;
    int slice;
    /** Row of macroblocks after the last one of this thread's: what is below it is in other hands. */
    int endRow;
    boolean left;
    boolean top;
    boolean topRight;
    boolean topLeft;

    int qp;
    int type;
    int mode16x16;
    int chromaMode;
    int codedLuma;
    int codedChroma;

    Macroblock(final MacroblockMap map) {
        this.map = map;
    }

    /** Moves to a macroblock of a slice; {@code lumaAt} and {@code chromaAt} are where it is in all pictures. */
    void moveTo(final int column, final int row, final int sliceNumber, final int lumaPosition, final int chromaPosition) {
        x = column;
        y = row;
        index = row * map.widthMbs + column;
        block = map.block(column, row);
        chromaBlock = map.chromaBlock(column, row);
        lumaAt = lumaPosition;
        chromaAt = chromaPosition;
        slice = sliceNumber;
        final int[] slices = map.slice;
        final int above = index - map.widthMbs;
        left = column > 0 && slices[index - 1] == sliceNumber;
        top = row > 0 && slices[above] == sliceNumber;
        topRight = row > 0 && column + 1 < map.widthMbs && slices[above + 1] == sliceNumber;
        topLeft = row > 0 && column > 0 && slices[above - 1] == sliceNumber;
    }

    /** What is coded so far of the block counts' context (9.2.1): of a luma block, in blocks from the macroblock's corner. */
    int lumaContext(final int blockX, final int blockY) {
        final int at = block + blockY * map.blockStride + blockX;
        return context(map.lumaCount, at, map.blockStride, blockX > 0 || left, blockY > 0 || top);
    }

    /** The same of a chroma block. */
    int chromaContext(final byte[] counts, final int blockX, final int blockY) {
        final int at = chromaBlock + blockY * map.chromaBlockStride + blockX;
        return context(counts, at, map.chromaBlockStride, blockX > 0 || left, blockY > 0 || top);
    }

    private static int context(final byte[] counts, final int at, final int stride, final boolean left, final boolean top) {
        if (left) {
            return top ? counts[at - 1] + counts[at - stride] + 1 >> 1 : counts[at - 1];
        }
        return top ? counts[at - stride] : 0;
    }

    /** The mode that is predicted for a 4x4 block (8.3.1.1). */
    int predictedMode(final int blockX, final int blockY) {
        if (blockX == 0 && !left || blockY == 0 && !top) {
            return 2;
        }
        final int at = block + blockY * map.blockStride + blockX;
        return Math.min(map.mode4x4[at - 1], map.mode4x4[at - map.blockStride]);
    }

    /** Notes the one vector of a whole macroblock. */
    void fillMotion(final int vectorX, final int vectorY) {
        fillMotion(0, 0, 4, 4, vectorX, vectorY, 0);
    }

    /** Notes that there is no motion. */
    void fillIntra() {
        fillMotion(0, 0, 4, 4, 0, 0, MacroblockMap.INTRA);
    }

    /** Notes motion of a part, in blocks from the corner. */
    void fillMotion(final int fromX, final int fromY, final int wide, final int high, final int vectorX, final int vectorY,
                    final int reference) {
        for (int row = 0; row < high; row++) {
            final int from = block + (fromY + row) * map.blockStride + fromX;
            for (int at = from; at < from + wide; at++) {
                map.mvX[at] = (short) vectorX;
                map.mvY[at] = (short) vectorY;
                map.reference[at] = (byte) reference;
            }
        }
    }

    /** Notes the mode of 4x4 blocks as DC, which is what neighbours are to think of anything but I4x4. */
    void fillModes() {
        fill(map.mode4x4, (byte) 2);
    }

    /** Notes that no luma coefficients are sent. */
    void clearLumaCounts() {
        fill(map.lumaCount, (byte) 0);
    }

    /** Notes that no AC coefficients of chroma are sent. */
    void clearChromaCounts() {
        final int below = chromaBlock + map.chromaBlockStride;
        map.cbCount[chromaBlock] = 0;
        map.cbCount[chromaBlock + 1] = 0;
        map.cbCount[below] = 0;
        map.cbCount[below + 1] = 0;
        map.crCount[chromaBlock] = 0;
        map.crCount[chromaBlock + 1] = 0;
        map.crCount[below] = 0;
        map.crCount[below + 1] = 0;
    }

    private void fill(final byte[] blocks, final byte value) {
        for (int row = 0; row < 4; row++) {
            final int from = block + row * map.blockStride;
            blocks[from] = value;
            blocks[from + 1] = value;
            blocks[from + 2] = value;
            blocks[from + 3] = value;
        }
    }
}
