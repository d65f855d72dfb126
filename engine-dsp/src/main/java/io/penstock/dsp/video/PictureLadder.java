package io.penstock.dsp.video;

/**
 * Decides how large and how frequent pictures should be for a rate: with too few bits for its pixels a picture turns into blocks, and a
 * smaller one that is enlarged looks better. One thread; a pure function of rates and times.
 *
 * <p>Steps down are taken when the rate has been too low for {@value #DOWN_MS} ms, or at once when it is far too low; steps up when it
 * has been enough, with something to spare, for {@value #UP_MS} ms: each change of size costs a key frame.
 */
final class PictureLadder {
    static final int DOWN_MS = 1500;
    static final int UP_MS = 6000;
    /** Sides in sixteenths, and of how many pictures one is kept. */
    private static final int[][] STEPS = {{16, 1}, {12, 1}, {8, 1}, {8, 2}, {6, 2}};
    /** Bits that a pixel of moving faces needs of a fast encoder so as to show no blocks; measured at 640x360 and 30 a second. */
    private static final double BITS_A_PIXEL = 0.028;
    private static final double SPARE = 1.35;
    private static final double FAR = 0.5;

    private final double pixelsPerSecond;
    private int step;
    private long sinceNs;
    private boolean waitingDown;
    private boolean waitingUp;

    PictureLadder(final double pixelsPerSecond) {
        this.pixelsPerSecond = pixelsPerSecond;
    }

    /** Rate from which on a step is worth it. */
    private double needs(final int which) {
        final double side = STEPS[which][0] / 16.0;
        return pixelsPerSecond * side * side / STEPS[which][1] * BITS_A_PIXEL;
    }

    /** Looks at a rate. Returns whether the step changed. */
    boolean look(final int bitsPerSecond, final long nowNs) {
        final boolean low = step < STEPS.length - 1 && bitsPerSecond < needs(step);
        final boolean high = step > 0 && bitsPerSecond > SPARE * needs(step - 1);
        if (low != waitingDown || high != waitingUp) {
            waitingDown = low;
            waitingUp = high;
            sinceNs = nowNs;
        }
        final long waitedMs = (nowNs - sinceNs) / 1_000_000;
        if (low && (waitedMs >= DOWN_MS || bitsPerSecond < FAR * needs(step))) {
            do {
                step++;
            } while (step < STEPS.length - 1 && bitsPerSecond < needs(step));
        } else if (high && waitedMs >= UP_MS) {
            step--;
        } else {
            return false;
        }
        waitingDown = false;
        waitingUp = false;
        return true;
    }

    /** A side of the picture at this step: even. */
    int side(final int full) {
        return step == 0 ? full : Math.max(2, full * STEPS[step][0] / 16 & ~1);
    }

    /** Of so many pictures one is kept. */
    int keepOneOf() {
        return STEPS[step][1];
    }

    int step() {
        return step;
    }
}
