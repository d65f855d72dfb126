package io.penstock.codecs.h264.write;

/**
 * What the parameter sets of a stream say: Constrained Baseline ({@code profile_idc} 66 with {@code constraint_set1_flag}), progressive 4:2:0,
 * pictures in output order ({@code pic_order_cnt_type} 2), CAVLC. Immutable; each method gives changed parameters.
 *
 * <p>{@code pic_order_cnt_type} 2 rules out two pictures in a row that nothing refers to (7.4.2.1.1): after one of them comes a reference.
 */
public final class StreamParameters implements Cloneable {
    /** {@link #matrix()}: the stream does not say. */
    public static final int UNSPECIFIED = 2;
    /** {@link #matrix()}: ITU-R BT.709. */
    public static final int BT709 = 1;
    /** {@link #matrix()}: ITU-R BT.601 (SMPTE 170M). */
    public static final int BT601 = 6;
    /** A vector points at most so many quarter samples less one to the right, and so many to the left, at every level (A.3.1). */
    public static final int HORIZONTAL_RANGE = 1 << 13;
    /** Longest side that can be signalled here, luma samples. */
    public static final int MAX_SIDE = 16_384;
    private static final int DEFAULT_QP = 26;

    private int width;
    private int height;
    private int fpsNumerator = 30;
    private int fpsDenominator = 1;
    private int bitrate;
    private int levelIdc;
    private int maxReferences = 1;
    private boolean gapsAllowed;
    private int log2MaxFrameNum = 8;
    private int matrix = UNSPECIFIED;
    private boolean fullRange;
    private int initQp = DEFAULT_QP;
    private int chromaQpOffset;
    private boolean constrainedIntra;

    private StreamParameters() {
    }

    /**
     * Parameters for pictures of a size: 30 a second, one reference, BT.601 or BT.709 not said, lowest level that holds them.
     *
     * @param width  visible luma samples a row, 1–16384; an odd one becomes one more, since 4:2:0 crops in twos.
     * @param height visible luma rows, likewise.
     * @return the parameters.
     * @throws IllegalArgumentException if a side is out of range.
     */
    public static StreamParameters of(final int width, final int height) {
        final StreamParameters made = new StreamParameters();
        made.width = check("width", width, 1, MAX_SIDE) + 1 & ~1;
        made.height = check("height", height, 1, MAX_SIDE) + 1 & ~1;
        return made;
    }

    /**
     * The lowest level of table A-1 that holds a stream; level 1b is not used. The highest there is, 6.2, if none does.
     *
     * @param width          visible luma samples a row.
     * @param height         visible luma rows.
     * @param fpsNumerator   pictures.
     * @param fpsDenominator in that many seconds.
     * @param bitrate        bits a second at most; 0 = no matter.
     * @param references     reference pictures kept.
     * @return ten times the level.
     */
    public static int level(final int width, final int height, final int fpsNumerator, final int fpsDenominator, final int bitrate,
        final int references) {
        return Levels.lowest(width + 15 >> 4, height + 15 >> 4, (double) fpsNumerator / fpsDenominator, bitrate, references);
    }

    /**
     * How often pictures come, at the level's sake and as the timing information.
     *
     * @param numerator   pictures, positive.
     * @param denominator in that many seconds, positive.
     * @return changed parameters.
     * @throws IllegalArgumentException if one is not positive.
     */
    public StreamParameters framesPerSecond(final int numerator, final int denominator) {
        final StreamParameters changed = copy();
        changed.fpsNumerator = check("frame rate numerator", numerator, 1, Integer.MAX_VALUE);
        changed.fpsDenominator = check("frame rate denominator", denominator, 1, Integer.MAX_VALUE);
        return changed;
    }

    /**
     * Bit rate that the level must hold.
     *
     * @param value bits a second at most; 0 = no matter.
     * @return changed parameters.
     * @throws IllegalArgumentException if it is negative.
     */
    public StreamParameters bitrate(final int value) {
        final StreamParameters changed = copy();
        changed.bitrate = check("bit rate", value, 0, Integer.MAX_VALUE);
        return changed;
    }

    /**
     * Signals a level whatever the size says.
     *
     * @param value ten times the level, one of table A-1; 0 = the lowest that holds the stream.
     * @return changed parameters.
     * @throws IllegalArgumentException if there is no such level.
     */
    public StreamParameters levelIdc(final int value) {
        if (value != 0 && !Levels.exists(value)) {
            throw new IllegalArgumentException("h264: no level " + value + " in table A-1, e.g. 31 for 3.1; 0 = by size");
        }
        final StreamParameters changed = copy();
        changed.levelIdc = value;
        return changed;
    }

    /**
     * Reference pictures that a decoder keeps, long-term ones included. With {@link #gapsAllowed} each missing picture takes the place of
     * one: three temporal layers need 2 for the lowest to live on alone.
     *
     * @param value 1–16.
     * @return changed parameters.
     * @throws IllegalArgumentException if it is out of range.
     */
    public StreamParameters maxReferences(final int value) {
        final StreamParameters changed = copy();
        changed.maxReferences = check("references", value, 1, 16);
        return changed;
    }

    /**
     * Whether reference pictures may be missing without anything being lost: those of upper temporal layers.
     *
     * @param value {@code gaps_in_frame_num_value_allowed_flag}.
     * @return changed parameters.
     */
    public StreamParameters gapsAllowed(final boolean value) {
        final StreamParameters changed = copy();
        changed.gapsAllowed = value;
        return changed;
    }

    /**
     * Length of {@code frame_num}.
     *
     * @param value bits, 4–16.
     * @return changed parameters.
     * @throws IllegalArgumentException if it is out of range.
     */
    public StreamParameters log2MaxFrameNum(final int value) {
        final StreamParameters changed = copy();
        changed.log2MaxFrameNum = check("log2MaxFrameNum", value, 4, 16);
        return changed;
    }

    /**
     * Colour of the samples.
     *
     * @param value {@link #BT601}, {@link #BT709} or {@link #UNSPECIFIED}: primaries, transfer and matrix in one.
     * @param full  whether luma goes from 0 to 255 rather than from 16 to 235.
     * @return changed parameters.
     * @throws IllegalArgumentException if it is none of them.
     */
    public StreamParameters color(final int value, final boolean full) {
        if (value != BT601 && value != BT709 && value != UNSPECIFIED) {
            throw new IllegalArgumentException("h264: colour matrix " + value + ", accepted are 1 (BT.709), 2 (not said) and 6 (BT.601)");
        }
        final StreamParameters changed = copy();
        changed.matrix = value;
        changed.fullRange = full;
        return changed;
    }

    /**
     * Quantiser that slices start from.
     *
     * @param value 0–51; 26 by default.
     * @return changed parameters.
     * @throws IllegalArgumentException if it is out of range.
     */
    public StreamParameters initQp(final int value) {
        final StreamParameters changed = copy();
        changed.initQp = check("quantiser", value, 0, 51);
        return changed;
    }

    /**
     * How much coarser chroma is quantised than luma.
     *
     * @param value {@code chroma_qp_index_offset}, -12 to 12; 0 by default.
     * @return changed parameters.
     * @throws IllegalArgumentException if it is out of range.
     */
    public StreamParameters chromaQpOffset(final int value) {
        final StreamParameters changed = copy();
        changed.chromaQpOffset = check("chroma quantiser offset", value, -12, 12);
        return changed;
    }

    /**
     * Whether intra prediction looks at intra macroblocks only, so that damage does not spread into them.
     *
     * @param value {@code constrained_intra_pred_flag}.
     * @return changed parameters.
     */
    public StreamParameters constrainedIntra(final boolean value) {
        final StreamParameters changed = copy();
        changed.constrainedIntra = value;
        return changed;
    }

    /** {@return visible luma samples a row, even} */
    public int width() {
        return width;
    }

    /** {@return visible luma rows, even} */
    public int height() {
        return height;
    }

    /** {@return macroblocks a row} */
    public int widthMbs() {
        return width + 15 >> 4;
    }

    /** {@return rows of macroblocks} */
    public int heightMbs() {
        return height + 15 >> 4;
    }

    /** {@return pictures in {@link #fpsDenominator()} seconds} */
    public int fpsNumerator() {
        return fpsNumerator;
    }

    /** {@return seconds in which {@link #fpsNumerator()} pictures come} */
    public int fpsDenominator() {
        return fpsDenominator;
    }

    /** {@return bits a second at most, 0 = no matter} */
    public int bitrate() {
        return bitrate;
    }

    /** {@return ten times the level that is signalled} */
    public int levelIdc() {
        return levelIdc != 0 ? levelIdc : level(width, height, fpsNumerator, fpsDenominator, bitrate, maxReferences);
    }

    /** {@return vectors point at most so many quarter samples less one down, and so many up, at this level} */
    public int verticalRange() {
        return 1 << Levels.log2VerticalRange(levelIdc());
    }

    /** {@return reference pictures that a decoder keeps} */
    public int maxReferences() {
        return maxReferences;
    }

    /** {@return whether reference pictures may be missing} */
    public boolean gapsAllowed() {
        return gapsAllowed;
    }

    /** {@return bits of {@code frame_num}} */
    public int log2MaxFrameNum() {
        return log2MaxFrameNum;
    }

    /** {@return {@link #BT601}, {@link #BT709} or {@link #UNSPECIFIED}} */
    public int matrix() {
        return matrix;
    }

    /** {@return whether luma goes from 0 to 255} */
    public boolean fullRange() {
        return fullRange;
    }

    /** {@return quantiser that slices start from} */
    public int initQp() {
        return initQp;
    }

    /** {@return {@code chroma_qp_index_offset}} */
    public int chromaQpOffset() {
        return chromaQpOffset;
    }

    /** {@return {@code constrained_intra_pred_flag}} */
    public boolean constrainedIntra() {
        return constrainedIntra;
    }

    private StreamParameters copy() {
        try {
            return (StreamParameters) clone();
        } catch (final CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int check(final String what, final int value, final int lowest, final int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException("h264: " + what + ' ' + value + ", accepted is " + lowest + " to " + highest);
        }
        return value;
    }
}
