package io.penstock.format;

import io.penstock.clock.Timebase;

/**
 * Frames per second as a fraction; 0/1 means variable.
 *
 * @param numerator   frames, zero or positive.
 * @param denominator seconds, positive.
 */
public record FrameRate(int numerator, int denominator) {
    /** Frames come when they come. */
    public static final FrameRate VARIABLE = new FrameRate(0, 1);

    /**
     * Checks the range.
     *
     * @param numerator see the record
     * @param denominator see the record
     */
    public FrameRate {
        if (numerator < 0 || denominator <= 0) {
            throw new IllegalArgumentException("frame rate " + numerator + '/' + denominator + ": needs numerator >= 0, denominator > 0");
        }
    }

    /**
     * A whole number of frames per second.
     *
     * @param fps frames per second.
     * @return the rate.
     */
    public static FrameRate of(final int fps) {
        return new FrameRate(fps, 1);
    }

    /**
     * When frame n is due, from frame 0.
     *
     * @param index frame number.
     * @return nanoseconds, without accumulated rounding; 0 when variable.
     */
    public long ptsNs(final long index) {
        return numerator == 0 ? 0 : Timebase.unitsToNs(index * denominator, numerator);
    }

    /**
     * Time from one frame to the next.
     *
     * @return nanoseconds, rounded; 0 when variable.
     */
    public long frameNs() {
        return ptsNs(1);
    }

    /**
     * The rate as a number.
     *
     * @return frames per second; 0 when variable.
     */
    public double fps() {
        return (double) numerator / denominator;
    }

    @Override
    public String toString() {
        if (numerator == 0) {
            return "variable fps";
        }
        return denominator == 1 ? numerator + " fps" : numerator + "/" + denominator + " fps";
    }
}
