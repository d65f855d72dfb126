package io.penstock.core.transport;

/** How much the network falls behind what is to be sent, told by the sender's thread to those before the encoder. */
final class Pressure {
    /** Everything goes. */
    static final int NONE = 0;
    /** What nobody refers to is not worth it. */
    static final int MILD = 1;
    /** Nor are higher temporal layers. */
    static final int HIGH = 2;
    /** Nothing goes. */
    static final int SEVERE = 3;

    /** A picture more would wait so long. */
    private static final long MILD_NS = 45_000_000L;
    private static final long HIGH_NS = 100_000_000L;
    private static final long SEVERE_NS = 250_000_000L;

    private volatile int level;

    int level() {
        return level;
    }

    /**
     * Says how long what waits will take.
     *
     * @param drainNs by the rate that is sent at now.
     * @param blocked whether nothing may be sent before feedback comes.
     * @param off     whether pictures are not to be sent at all.
     */
    void update(final long drainNs, final boolean blocked, final boolean off) {
        final int found = off || drainNs > SEVERE_NS ? SEVERE : drainNs > HIGH_NS ? HIGH : drainNs > MILD_NS || blocked ? MILD : NONE;
        if (found != level) {
            level = found;
        }
    }
}
