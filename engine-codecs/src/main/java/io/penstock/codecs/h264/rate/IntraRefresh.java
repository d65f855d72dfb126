package io.penstock.codecs.h264.rate;

/**
 * A column of intra macroblocks that crosses the picture from left to right within a number of pictures, and again and again: a decoder that
 * has lost something is whole again after two crossings at most, without the peak of bits that a key picture is.
 *
 * <p>A picture is refreshed for good only if nothing left of the column refers to what is right of it: {@link #refreshedColumns()} tells the
 * encoder how far vectors of refreshed macroblocks may point. Not thread-safe.
 */
public final class IntraRefresh {
    private final int widthMbs;
    private final int periodFrames;
    private int frame = -1;
    private int from;
    private int to;

    /**
     * Makes a wave that has not begun.
     *
     * @param widthMbs     macroblocks a row, positive.
     * @param periodFrames pictures of a crossing, positive; with more than columns, some pictures refresh nothing.
     * @throws IllegalArgumentException if one is not positive.
     */
    public IntraRefresh(final int widthMbs, final int periodFrames) {
        if (widthMbs <= 0 || periodFrames <= 0) {
            throw new IllegalArgumentException("intra refresh of " + widthMbs + " columns in " + periodFrames + " pictures: both must be positive");
        }
        this.widthMbs = widthMbs;
        this.periodFrames = periodFrames;
    }

    /** Begins again at the left with the next picture: after a key picture, or for a decoder that has lost something. */
    public void restart() {
        frame = -1;
        from = 0;
        to = 0;
    }

    /** Goes on to the next picture. */
    public void advance() {
        frame = (frame + 1) % periodFrames;
        from = (int) ((long) frame * widthMbs / periodFrames);
        to = (int) ((frame + 1L) * widthMbs / periodFrames);
    }

    /**
     * Whether a macroblock must be intra in this picture.
     *
     * @param mbX its column.
     * @return true if the wave is there.
     */
    public boolean intra(final int mbX) {
        return mbX >= from && mbX < to;
    }

    /**
     * Whether a crossing begins with this picture: where a recovery point belongs (SEI of D.2.8, recovery after {@link #periodFrames()}).
     *
     * @return true in the first picture of a crossing.
     */
    public boolean first() {
        return frame == 0;
    }

    /**
     * How many columns from the left are refreshed once this picture is coded.
     *
     * @return 0 to all.
     */
    public int refreshedColumns() {
        return to;
    }

    /**
     * How many columns from the left had been refreshed before this picture, in this crossing: where vectors of refreshed macroblocks may point.
     *
     * @return 0 to all but one.
     */
    public int cleanColumns() {
        return from;
    }

    /**
     * Pictures of a crossing.
     *
     * @return as given.
     */
    public int periodFrames() {
        return periodFrames;
    }
}
