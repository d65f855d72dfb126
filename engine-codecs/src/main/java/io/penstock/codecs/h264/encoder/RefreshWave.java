package io.penstock.codecs.h264.encoder;

/**
 * Intra refresh: which columns of macroblocks must be intra in each picture, so that all have been once in a number of pictures, and what
 * is to the left of them heals from whatever was lost before.
 *
 * <p>Deblocking takes what is wrong to the right of the wave up to three samples into its last column, and sub-sample vectors reach three
 * samples beyond their block. So the last column is intra once more in the next picture, and what is left of it may use nothing
 * nearer to the edge than {@value #REACH} samples.
 */
final class RefreshWave {
    private static final int REACH = 6;

    private final int widthMbs;
    private final int period;
    private int step;

    RefreshWave(final int widthMbs, final int periodFrames) {
        this.widthMbs = widthMbs;
        period = periodFrames;
    }

    /** After a key picture everything is fresh. */
    void restart() {
        step = 0;
    }

    void step() {
        step = period == 0 ? 0 : (step + 1) % period;
    }

    /** First column to be refreshed now. */
    int from() {
        return period == 0 ? 0 : Math.max(0, done() - 1);
    }

    /** The column after the last. */
    int to() {
        return period == 0 ? 0 : (step + 1) * widthMbs / period;
    }

    /** Luma columns of the picture before that are fresh. */
    int freshColumns() {
        return 16 * done() - REACH;
    }

    private int done() {
        return period == 0 ? 0 : step * widthMbs / period;
    }

    /** Whether this picture begins a wave. */
    boolean begins() {
        return period > 0 && step == 0;
    }
}
