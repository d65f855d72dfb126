package io.penstock.codecs.h264.encoder;

/** Intra refresh: which columns of macroblocks must be intra in each picture, so that all have been once in a number of pictures. */
final class RefreshWave {
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
        return period == 0 ? 0 : step * widthMbs / period;
    }

    /** How many. */
    int columns() {
        return period == 0 ? 0 : (step + 1) * widthMbs / period - from();
    }

    /** Whether this picture begins a wave. */
    boolean begins() {
        return period > 0 && step == 0;
    }
}
