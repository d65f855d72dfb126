package io.penstock.core.jitter;

/** Chooses the speed of a live stream by how much of it waits. One thread. */
final class CachePacer {
    private final CatchUp settings;
    private boolean fast;
    private boolean slow;
    /** How much is still to be taken away, or, below 0, put in, for the speed that was chosen. */
    private double dueNs;

    CachePacer(final CatchUp settings) {
        this.settings = settings;
    }

    /**
     * By how much the next piece should be shorter.
     *
     * @param cachedNs what waits, beside the piece.
     * @param pieceNs  its length.
     * @return nanoseconds; negative = longer.
     */
    long next(final long cachedNs, final long pieceNs) {
        final boolean wasFast = fast;
        final boolean wasSlow = slow;
        fast = cachedNs > settings.maxCache().toNanos() || fast && cachedNs > settings.middleNs();
        slow = cachedNs < settings.minCache().toNanos();
        if (fast != wasFast || slow != wasSlow) {
            dueNs = 0;
        }
        final double speed = fast ? settings.fastest() : slow ? CatchUp.SLOWEST : 1;
        dueNs += pieceNs - pieceNs / speed;
        return (long) dueNs;
    }

    /** A piece became so much longer; negative = shorter. */
    void changed(final long addedNs) {
        dueNs += addedNs;
    }

    void reset() {
        fast = false;
        slow = false;
        dueNs = 0;
    }
}
