package io.penstock.examples.call;

import io.penstock.format.FrameRate;
import java.util.function.Consumer;

/**
 * Lowers the frame rate when the machine is too slow for it: pictures dropped before the encoder, or encoding that takes nearly all the time
 * from picture to picture, two seconds in a row. Asked once a second by one thread. It does not raise the rate again: a call is short, and
 * a rate that swings is worse than a low one.
 */
final class FrameRateGovernor {
    private static final int LEAST_FPS = 4;
    private static final double FULL = 0.9;
    private static final int PATIENCE = 2;
    private final Consumer<FrameRate> camera;
    private int fps;
    private int bad;
    private long lastDropped;
    private long lastCalls;
    private long lastNs;

    FrameRateGovernor(final int fps, final Consumer<FrameRate> camera) {
        this.fps = fps;
        this.camera = camera;
    }

    /**
     * Looks at the last second.
     *
     * @param dropped     pictures dropped before the encoder so far.
     * @param encodeCalls pictures encoded so far.
     * @param encodeNs    time that took.
     * @return the new rate if it was lowered; 0 = all is well.
     */
    int look(final long dropped, final long encodeCalls, final long encodeNs) {
        final long calls = encodeCalls - lastCalls;
        final double busy = calls == 0 ? 0 : (encodeNs - lastNs) / 1e9 / calls * fps;
        final boolean late = dropped > lastDropped || busy > FULL;
        lastDropped = dropped;
        lastCalls = encodeCalls;
        lastNs = encodeNs;
        bad = late ? bad + 1 : 0;
        if (bad < PATIENCE || fps <= LEAST_FPS) {
            return 0;
        }
        bad = 0;
        fps = Math.max(LEAST_FPS, fps * 2 / 3);
        camera.accept(FrameRate.of(fps));
        return fps;
    }
}
