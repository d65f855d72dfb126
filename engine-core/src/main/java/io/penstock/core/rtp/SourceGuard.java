package io.penstock.core.rtp;

import java.util.Arrays;

/**
 * Lets packets of one source through and keeps strangers out (RFC 3550, A.1): packets of another SSRC, or far from the sequence numbers of
 * this one, count only when several came in a row, and another source only when the one before has been silent, or never sent several.
 * Whoever can see a stream can forge what this takes for it; against that only SRTP helps. One thread; bounded.
 */
public final class SourceGuard {
    /** Packets in a row that make a source, or a new start of one. */
    private static final int IN_A_ROW = 3;
    /** A step forward that is taken for lost packets (RFC 3550, A.1). */
    private static final int MAX_DROPOUT = 3000;
    /** A step back that is taken for reordering. */
    private static final int MAX_MISORDER = 500;
    private static final long SILENCE_NS = 300_000_000L;
    private static final int CANDIDATES = 8;

    private final int[] ssrcs = new int[CANDIDATES];
    private final int[] nextSequences = new int[CANDIDATES];
    private final int[] runs = new int[CANDIDATES];
    private int nextCandidate;
    private boolean started;
    private int ssrc;
    private int highest;
    private long lastNs;
    private long accepted;
    private boolean anew;

    /** A guard that takes the first source that comes. */
    public SourceGuard() {
        // Arrays are all it has.
    }

    /**
     * Looks at a packet.
     *
     * @param source   its SSRC.
     * @param sequence its sequence number.
     * @param nowNs    when it came.
     * @return whether it is to be taken.
     */
    public boolean accepts(final int source, final int sequence, final long nowNs) {
        anew = false;
        if (!started) {
            begin(source, sequence, nowNs, 1);
            return true;
        }
        if (source == ssrc) {
            final int step = (short) (sequence - highest);
            if (step <= MAX_DROPOUT && step >= -MAX_MISORDER) {
                highest = step > 0 ? sequence : highest;
                lastNs = nowNs;
                accepted++;
                return true;
            }
        }
        if (inARow(source, sequence) >= IN_A_ROW && (source == ssrc || accepted < IN_A_ROW || nowNs - lastNs > SILENCE_NS)) {
            begin(source, sequence, nowNs, IN_A_ROW);
            anew = true;
            return true;
        }
        return false;
    }

    /**
     * Whether the packet looked at last began anew what had begun before: another source, or numbers far from those of before.
     *
     * @return whether what came before belongs to what comes now no longer.
     */
    public boolean hasBegunAnew() {
        return anew;
    }

    private int inARow(final int source, final int sequence) {
        final int next = sequence + 1 & 0xFFFF;
        for (int i = 0; i < CANDIDATES; i++) {
            if (runs[i] > 0 && ssrcs[i] == source && nextSequences[i] == sequence) {
                nextSequences[i] = next;
                return ++runs[i];
            }
        }
        final int place = nextCandidate++ % CANDIDATES;
        ssrcs[place] = source;
        nextSequences[place] = next;
        runs[place] = 1;
        return 1;
    }

    private void begin(final int source, final int sequence, final long nowNs, final int inARow) {
        started = true;
        ssrc = source;
        highest = sequence;
        lastNs = nowNs;
        accepted = inARow;
        Arrays.fill(runs, 0);
    }

    /** Forgets the source. */
    public void reset() {
        started = false;
        anew = false;
        Arrays.fill(runs, 0);
    }
}
