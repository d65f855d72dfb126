package io.penstock.core.stages.file;

import io.penstock.format.FrameRate;

/**
 * How a recording is played. Immutable; start from {@link #LIVE} or {@link #FAST} and narrow:
 * <pre>{@code
 * Y4mSource.of(Path.of("clip.y4m"), Playback.LIVE.looped().preloaded().at(FrameRate.of(15)))
 * }</pre>
 *
 * @param live    whether frames come at their time or as fast as they are taken.
 * @param loop    whether it starts again at its end, for ever.
 * @param preload whether all of it is read into memory when the source is made, so that no file is read while it plays.
 * @param rate    pictures per second to put out, not variable; pictures of the recording are then left out or repeated, the motion keeps its
 *                speed. Null = the rate of the recording. Of no meaning for sound.
 */
public record Playback(boolean live, boolean loop, boolean preload, FrameRate rate) {
    /** At its natural speed, once. */
    public static final Playback LIVE = new Playback(true, false, false, null);
    /** As fast as frames are taken, once. */
    public static final Playback FAST = new Playback(false, false, false, null);

    /**
     * The same, again and again.
     *
     * @return another playback.
     */
    public Playback looped() {
        return new Playback(live, true, preload, rate);
    }

    /**
     * The same, read into memory first.
     *
     * @return another playback.
     */
    public Playback preloaded() {
        return new Playback(live, loop, true, rate);
    }

    /**
     * The same with pictures at another rate.
     *
     * @param wanted pictures per second, not variable.
     * @return another playback.
     */
    public Playback at(final FrameRate wanted) {
        return new Playback(live, loop, preload, wanted);
    }

    FrameRate rateOr(final FrameRate own) {
        return rate == null ? own : rate;
    }

    /** Which picture of a recording is shown at a time; rounding of either time by a nanosecond does not matter. */
    static long indexAt(final long mediaNs, final FrameRate own) {
        return (long) Math.floor((mediaNs + 500.0) * own.numerator() / own.denominator() * 1e-9);
    }
}
