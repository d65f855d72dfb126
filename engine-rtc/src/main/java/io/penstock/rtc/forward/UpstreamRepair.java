package io.penstock.rtc.forward;

import io.penstock.core.rtp.RtcpWriter;

/**
 * Asks a publisher for packets that are missing, so that what it lost on its way is lost for nobody: at once, and again after each round trip
 * (RFC 4585, generic NACK). One thread; bounded, allocates nothing.
 */
final class UpstreamRepair {
    private static final int MOST_MISSING = 256;
    private static final int MOST_TRIES = 10;
    /** What overtakes others arrives that much earlier at most. */
    private static final long REORDERING_NS = 3_000_000L;
    private static final long LONGEST_NS = 600_000_000L;
    private static final long FIRST_RTT_NS = 60_000_000L;
    private static final long LEAST_RTT_NS = 5_000_000L;
    private static final long MARGIN_NS = 5_000_000L;
    /** A step that is no loss but another start. */
    private static final int MOST_STEP = 200;

    private final long[] sequences = new long[MOST_MISSING];
    private final long[] sinceNs = new long[MOST_MISSING];
    private final long[] askedNs = new long[MOST_MISSING];
    private final int[] tries = new int[MOST_MISSING];
    private int missing;
    private boolean started;
    private long highest;
    private long rttNs = FIRST_RTT_NS;
    private long asked;
    private long repaired;
    private long givenUp;

    /** A packet came, by itself or again. */
    void arrived(final long sequence, final long nowNs) {
        if (!started || sequence > highest + MOST_STEP) {
            started = true;
            missing = 0;
            highest = sequence;
            return;
        }
        if (sequence > highest) {
            for (long lost = highest + 1; lost < sequence; lost++) {
                add(lost, nowNs);
            }
            highest = sequence;
            return;
        }
        for (int i = 0; i < missing; i++) {
            if (sequences[i] == sequence) {
                if (tries[i] == 1) {
                    rttNs += (Math.max(LEAST_RTT_NS, nowNs - askedNs[i]) - rttNs) / 4;
                }
                repaired += tries[i] > 0 ? 1 : 0;
                remove(i);
                return;
            }
        }
    }

    private void add(final long sequence, final long nowNs) {
        if (missing == MOST_MISSING) {
            givenUp++;
            remove(0);
        }
        sequences[missing] = sequence;
        sinceNs[missing] = nowNs;
        askedNs[missing] = 0;
        tries[missing++] = 0;
    }

    /** Keeps the order: requests name rising numbers. */
    private void remove(final int index) {
        missing--;
        final int moved = missing - index;
        System.arraycopy(sequences, index + 1, sequences, index, moved);
        System.arraycopy(sinceNs, index + 1, sinceNs, index, moved);
        System.arraycopy(askedNs, index + 1, askedNs, index, moved);
        System.arraycopy(tries, index + 1, tries, index, moved);
    }

    /**
     * Writes a request for what is due.
     *
     * @param to        a compound under construction.
     * @param ssrc      who asks.
     * @param mediaSsrc whose packets.
     * @return whether there is one.
     */
    boolean request(final RtcpWriter to, final int ssrc, final int mediaSsrc, final long nowNs) {
        boolean any = false;
        for (int i = 0; i < missing; i++) {
            if (tries[i] >= MOST_TRIES || nowNs - sinceNs[i] > LONGEST_NS) {
                givenUp++;
                remove(i--);
            } else if (nowNs >= (tries[i] == 0 ? sinceNs[i] + REORDERING_NS : askedNs[i] + rttNs + MARGIN_NS)) {
                if (!any) {
                    to.nack(ssrc, mediaSsrc);
                    any = true;
                }
                to.lost((int) sequences[i]);
                askedNs[i] = nowNs;
                tries[i]++;
                asked++;
            }
        }
        return any;
    }

    boolean isWaiting() {
        return missing > 0;
    }

    void clear() {
        missing = 0;
        started = false;
    }

    long asked() {
        return asked;
    }

    long repaired() {
        return repaired;
    }

    long givenUp() {
        return givenUp;
    }

    /** Time from a request to its answer, nanoseconds. */
    long rttNs() {
        return rttNs;
    }
}
