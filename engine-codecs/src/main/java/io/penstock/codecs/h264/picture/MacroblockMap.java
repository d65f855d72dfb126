package io.penstock.codecs.h264.picture;

import java.util.Arrays;

/**
 * What is known of each macroblock of the picture in work: what prediction of motion, of intra modes and of coefficient counts look at in
 * neighbours, and what deblocking needs at the end. Written by the macroblock coder, read by everyone.
 *
 * <p>Arrays "of blocks" have an entry for each 4x4 luma block in raster order of the picture: {@code [y4 * blockStride + x4]}. Arrays of
 * chroma blocks likewise with {@link #chromaBlockStride}, two by two a macroblock. A macroblock is available to another one only if both have
 * the same {@link #slice} number and it comes first; numbers start again from 0 in each picture, and -1 is what is not coded yet.
 */
public final class MacroblockMap {
    /** Intra, sixteen 4x4 predictions. */
    public static final byte I4X4 = 0;
    /** Intra, one 16x16 prediction. */
    public static final byte I16X16 = 1;
    /** Inter, one vector. */
    public static final byte P16X16 = 2;
    /** Inter, an upper and a lower vector. */
    public static final byte P16X8 = 3;
    /** Inter, a left and a right vector. */
    public static final byte P8X16 = 4;
    /** Inter, four 8x8 vectors. */
    public static final byte P8X8 = 5;
    /** Inter, nothing coded: the predicted vector and no residual. */
    public static final byte SKIP = 6;
    /** {@link #reference} of intra blocks. */
    public static final byte INTRA = -1;

    /** Macroblocks a row. */
    public final int widthMbs;
    /** Rows of macroblocks. */
    public final int heightMbs;
    /** 4x4 luma blocks a row. */
    public final int blockStride;
    /** 4x4 chroma blocks of one plane a row. */
    public final int chromaBlockStride;
    /** Type of each macroblock, one of the constants. */
    public final byte[] type;
    /** Luma quantiser of each macroblock, QP_Y; of skipped ones and those without residual the one that was in force. */
    public final byte[] qp;
    /** Slice of each macroblock within the picture, -1: not coded yet. */
    public final int[] slice;
    /** Non-zero coefficients of each luma block (total_coeff; the AC's for I16x16; 0 where the coded block pattern says nothing is sent). */
    public final byte[] lumaCount;
    /** Non-zero AC coefficients of each Cb block. */
    public final byte[] cbCount;
    /** Non-zero AC coefficients of each Cr block. */
    public final byte[] crCount;
    /** Intra4x4PredMode of each luma block, 2 (DC) for I16x16 and inter. */
    public final byte[] mode4x4;
    /** Horizontal motion of each luma block in quarter samples, 0 for intra. */
    public final short[] mvX;
    /** Vertical motion of each luma block in quarter samples, 0 for intra. */
    public final short[] mvY;
    /** Reference picture of each luma block: index into list 0, or {@link #INTRA}. */
    public final byte[] reference;

    /**
     * Makes a map with nothing coded.
     *
     * @param widthMbs  macroblocks a row.
     * @param heightMbs rows.
     */
    public MacroblockMap(final int widthMbs, final int heightMbs) {
        this.widthMbs = widthMbs;
        this.heightMbs = heightMbs;
        blockStride = 4 * widthMbs;
        chromaBlockStride = 2 * widthMbs;
        final int macroblocks = widthMbs * heightMbs;
        type = new byte[macroblocks];
        qp = new byte[macroblocks];
        slice = new int[macroblocks];
        lumaCount = new byte[16 * macroblocks];
        cbCount = new byte[4 * macroblocks];
        crCount = new byte[4 * macroblocks];
        mode4x4 = new byte[16 * macroblocks];
        mvX = new short[16 * macroblocks];
        mvY = new short[16 * macroblocks];
        reference = new byte[16 * macroblocks];
        startPicture();
    }

    /** Marks everything as not coded yet. */
    public void startPicture() {
        Arrays.fill(slice, -1);
    }

    /**
     * The first luma block of a macroblock.
     *
     * @param mbX column.
     * @param mbY row.
     * @return index into the arrays of blocks.
     */
    public int block(final int mbX, final int mbY) {
        return 4 * mbY * blockStride + 4 * mbX;
    }

    /**
     * The first chroma block of a macroblock.
     *
     * @param mbX column.
     * @param mbY row.
     * @return index into {@link #cbCount} and {@link #crCount}.
     */
    public int chromaBlock(final int mbX, final int mbY) {
        return 2 * mbY * chromaBlockStride + 2 * mbX;
    }
}
