package io.penstock.examples.call;

import io.penstock.format.FrameRate;
import java.util.function.Consumer;

/**
 * Lowers the frame rate by a third when the machine is too slow for it: pictures dropped before the encoder, or encoding that takes nearly
 * all the time from picture to picture, two seconds in a row. Raises it again, up to what was asked for, after ten seconds in which the
 * next higher rate would have left plenty of room. A raise that has to be taken back doubles that wait, so that a rate that swings is rare.
 * Asked once a second by one thread.
 */
final class FrameRateGovernor {
    private static final int LEAST_FPS = 4;
    private static final double FULL = 0.9;
    /** Well below {@link #FULL}: what lowers a rate must not be what has just raised it. */
    private static final double ROOMY = 0.6;
    private static final int PATIENCE = 2;
    private static final int CALM = 10;
    private static final int LONGEST_CALM = 160;
    private final Consumer<FrameRate> camera;
    private final int mostFps;
    private int fps;
    private int bad;
    private int good;
    private int calm = CALM;
    private boolean raised;
    private long lastDropped;
    private long lastCalls;
    private long lastNs;

    /**
     * Another rate.
     *
     * @param fps     pictures a second from now on.
     * @param lowered whether that is less than before.
     */
    record Change(int fps, boolean lowered) {
    }

    /**
     * A governor.
     *
     * @param fps    pictures a second that were asked for; it never asks for more.
     * @param camera takes another rate.
     */
    FrameRateGovernor(final int fps, final Consumer<FrameRate> camera) {
        this.fps = fps;
        this.camera = camera;
        mostFps = fps;
    }

    /**
     * Looks at the last second.
     *
     * @param dropped     pictures dropped before the encoder so far.
     * @param encodeCalls pictures encoded so far.
     * @param encodeNs    time that took.
     * @return the new rate; null if it stays.
     */
    Change look(final long dropped, final long encodeCalls, final long encodeNs) {
        final long calls = encodeCalls - lastCalls;
        final double pictureSeconds = calls == 0 ? 0 : (encodeNs - lastNs) / 1e9 / calls;
        final boolean late = dropped > lastDropped || pictureSeconds * fps > FULL;
        lastDropped = dropped;
        lastCalls = encodeCalls;
        lastNs = encodeNs;
        bad = late ? bad + 1 : 0;
        final int higher = Math.min(mostFps, (fps * 3 + 1) / 2);
        good = !late && calls > 0 && pictureSeconds * higher < ROOMY ? good + 1 : 0;
        if (bad >= PATIENCE && fps > LEAST_FPS) {
            return lower();
        }
        return good >= calm && higher > fps ? raise(higher) : null;
    }

    private Change lower() {
        if (raised) {
            calm = Math.min(LONGEST_CALM, 2 * calm);
        }
        raised = false;
        return change(Math.max(LEAST_FPS, fps * 2 / 3), true);
    }

    private Change raise(final int higher) {
        raised = true;
        return change(higher, false);
    }

    private Change change(final int newFps, final boolean lowered) {
        bad = 0;
        good = 0;
        fps = newFps;
        camera.accept(FrameRate.of(fps));
        return new Change(fps, lowered);
    }
}
