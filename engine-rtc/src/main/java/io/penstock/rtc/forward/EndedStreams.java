package io.penstock.rtc.forward;

/** Where the newest {@value #KEPT} streams towards a peer ended, in case they are wanted again. One thread. */
final class EndedStreams {
    private static final int KEPT = 16;

    private int[] ssrcs;
    private long[] next;
    private int count;

    /** A stream has ended. */
    void add(final int ssrc, final long nextSequence) {
        if (ssrcs == null) {
            ssrcs = new int[KEPT];
            next = new long[KEPT];
        }
        ssrcs[count % KEPT] = ssrc;
        next[count++ % KEPT] = nextSequence;
    }

    /** The number that the next packet of a stream gets; −1 = it is new, or too long ago. */
    long nextSequence(final int ssrc) {
        for (int i = count - 1; i >= Math.max(0, count - KEPT); i--) {
            if (ssrcs[i % KEPT] == ssrc) {
                return next[i % KEPT];
            }
        }
        return -1;
    }
}
