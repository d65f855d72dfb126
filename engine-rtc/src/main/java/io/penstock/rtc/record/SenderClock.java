package io.penstock.rtc.record;

import io.penstock.core.rtp.NtpTime;

/**
 * Where a participant's clock stands against ours, by its sender reports (RFC 3550 6.4.1): it keeps its sound and pictures together, and both
 * from drifting away from our time. Reports are delayed by the network, never early: the least delayed of late counts. One thread.
 */
final class SenderClock {
    /** Reports looked back on. */
    private static final int MEMORY = 16;
    /** Moves smaller than this are left to jitter. */
    private static final long SLACK_NS = 5_000_000L;
    /** The sender has set its clock. */
    private static final long JUMP_NS = 2_000_000_000L;

    private final long[] offsets = new long[MEMORY];
    private int reports;
    private boolean known;
    private boolean bySound;
    private long leastAtFirst;
    private long base;
    private long drift;

    boolean isKnown() {
        return known;
    }

    /** Time on our clock of an NTP time of the sender's. */
    long localNs(final long ntp) {
        return NtpTime.toEpochNs(ntp) + base + drift;
    }

    /**
     * Takes a report.
     *
     * @param ntp     the sender's time.
     * @param localNs what our track of it takes that time to be.
     * @param sound   whether the track carries sound: that stays where it is, and pictures move to it.
     * @param nowNs   when the report came.
     */
    void report(final long ntp, final long localNs, final boolean sound, final long nowNs) {
        final long offset = nowNs - NtpTime.toEpochNs(ntp);
        if (!known || sound && !bySound || Math.abs(offset - leastAtFirst - drift) > JUMP_NS) {
            known = true;
            bySound = sound;
            base = localNs - NtpTime.toEpochNs(ntp);
            drift = 0;
            leastAtFirst = offset;
            reports = 0;
        }
        offsets[reports++ % MEMORY] = offset;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < Math.min(MEMORY, reports); i++) {
            least = Math.min(least, offsets[i]);
        }
        if (reports <= MEMORY) {
            // A first report that came late tells too large an offset: what is learnt meanwhile is not drift.
            leastAtFirst = Math.min(leastAtFirst, least);
        } else if (Math.abs(least - leastAtFirst - drift) >= SLACK_NS) {
            drift += Long.signum(least - leastAtFirst - drift) * SLACK_NS;
        }
    }
}
