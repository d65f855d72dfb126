package io.penstock.core.rtp;

/**
 * Which requests for key frames reach the encoder: the first at once; what was asked before the answer can have arrived is the same request;
 * a further one waits for the least distance. One thread.
 */
final class KeyframeAnswers {
    /** Key frames cost several pictures' bits: so far apart at least. */
    static final long DISTANCE_NS = 200_000_000L;
    /** Reports can be forged: no round trip is believed to be longer. */
    private static final long LONGEST_ROUND_TRIP_NS = 500_000_000L;

    private boolean answered;
    private long answeredNs;
    private boolean waiting;

    /** A request came. Returns whether it goes to the encoder now. */
    boolean asked(final long nowNs, final long rttNs) {
        final long sinceNs = nowNs - answeredNs;
        if (answered && sinceNs < Math.min(rttNs, LONGEST_ROUND_TRIP_NS)) {
            return false;
        }
        if (answered && sinceNs < DISTANCE_NS) {
            waiting = true;
            return false;
        }
        answer(nowNs);
        return true;
    }

    /** Whether one that waited goes to the encoder now. */
    boolean isDue(final long nowNs) {
        if (!waiting || nowNs - answeredNs < DISTANCE_NS) {
            return false;
        }
        answer(nowNs);
        return true;
    }

    /** When to ask {@link #isDue} again. */
    long dueNs() {
        return waiting ? answeredNs + DISTANCE_NS : Long.MAX_VALUE;
    }

    private void answer(final long nowNs) {
        answered = true;
        answeredNs = nowNs;
        waiting = false;
    }
}
