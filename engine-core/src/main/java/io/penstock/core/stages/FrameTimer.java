package io.penstock.core.stages;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;

/**
 * When the next picture of a live source is due, at a rate that may change while running.
 *
 * <p>Due times follow the rate without accumulated rounding, whenever they are polled. Who comes more than one frame late gets the newest
 * picture that is due, not a burst of old ones; what was passed over is told by {@link #skipped()}. {@link #rate(FrameRate)} may be called
 * on any thread, everything else on one.
 */
public final class FrameTimer {
    private volatile FrameRate wanted;
    private FrameRate current;
    private long originNs;
    private long dueNs;
    private long nextNs;
    private long index;
    private long startNs;
    private int skipped;
    private boolean started;

    /**
     * Creates a timer.
     *
     * @param rate frames per second, not variable.
     */
    public FrameTimer(final FrameRate rate) {
        rate(rate);
        current = rate;
    }

    /**
     * Changes the rate from the next picture on. Any thread.
     *
     * @param rate frames per second, not variable.
     */
    public void rate(final FrameRate rate) {
        if (rate.numerator() == 0) {
            throw new ConfigurationException("a paced source needs a frame rate, found " + rate + "; give one such as FrameRate.of(15)");
        }
        wanted = rate;
    }

    /**
     * The rate asked for last. Any thread.
     *
     * @return frames per second.
     */
    public FrameRate rate() {
        return wanted;
    }

    /**
     * Asks whether a picture is due; the first call starts the timer with a picture due at once.
     *
     * @param nowNs time now.
     * @return true if one is due: {@link #dueNs}, {@link #mediaNs} and {@link #skipped} describe it, and it counts as taken.
     */
    public boolean poll(final long nowNs) {
        if (!started) {
            started = true;
            startNs = nowNs;
            originNs = nowNs;
            nextNs = nowNs;
        }
        if (nowNs < nextNs) {
            return false;
        }
        final long intervalNs = current.frameNs();
        final long behind = (nowNs - nextNs) / intervalNs;
        skipped = behind > 1 || behind == 1 && nowNs - nextNs > intervalNs ? (int) Math.min(Integer.MAX_VALUE, behind) : 0;
        index += skipped;
        dueNs = originNs + current.ptsNs(index);
        final FrameRate rate = wanted;
        if (rate.equals(current)) {
            index++;
        } else {
            current = rate;
            originNs = dueNs;
            index = 1;
        }
        nextNs = originNs + current.ptsNs(index);
        return true;
    }

    /**
     * When the picture found by {@link #poll} was due.
     *
     * @return nanoseconds on the clock.
     */
    public long dueNs() {
        return dueNs;
    }

    /**
     * Place of that picture in the stream.
     *
     * @return nanoseconds from the first picture.
     */
    public long mediaNs() {
        return dueNs - startNs;
    }

    /**
     * How many pictures were passed over to get to that one.
     *
     * @return zero or more.
     */
    public int skipped() {
        return skipped;
    }

    /**
     * When the next picture is due.
     *
     * @return nanoseconds on the clock.
     */
    public long nextNs() {
        return nextNs;
    }

    /**
     * Time from the picture found by {@link #poll} to the next one.
     *
     * @return nanoseconds.
     */
    public int durationNs() {
        return (int) Math.min(Integer.MAX_VALUE, nextNs - dueNs);
    }
}
