package io.penstock.core.rtp;

import java.util.SplittableRandom;

/**
 * When RTCP may go, for two parties (RFC 4585, section 3.5; RFC 3550, section 6.3).
 *
 * <p>Regular reports follow each other at T_rr_interval, randomised by half of it both ways, but never so close that this side would take
 * more than its half of the 5 % of the session's bandwidth; when one is due, that is looked at again with what is known by then
 * (reconsideration). Feedback goes at once (T_dither_max = 0 for two parties) as long as what went lately keeps within that share
 * (immediate feedback mode), and waits until it does otherwise. One thread.
 */
final class RtcpTiming {
    /** Of the session's bandwidth, for all (RFC 3550, 6.2); half of it for each of two. */
    private static final double SHARE_OF_ONE = 0.05 / 2;
    /** RFC 3550, 6.3.1: e − 3/2, because reconsideration makes intervals longer. */
    private static final double RECONSIDERATION = Math.E - 1.5;
    /** Feedback may take so much even where next to nothing is sent: 50 compounds a second, or 160 NACKs alone. */
    private static final double LEAST_FEEDBACK_BPS = 64_000;
    /** Of the session, by measurement: a stream that pauses does not stop the reports. */
    private static final double LEAST_SESSION_BPS = 128_000;
    /** Share that may be saved up. */
    private static final double BURST_SECONDS = 0.5;
    private static final int BURST_BYTES = 1500;
    private static final int IP_AND_UDP_BYTES = 28;
    /** RFC 3550, 6.3.3. */
    private static final double SIZE_MEMORY = 1.0 / 16;

    private final long meanNs;
    private final boolean told;
    private final SplittableRandom random;
    private double averageBytes = 128;
    /** This side's share; 0 = not known yet. */
    private double shareBps;
    private double savedBytes;
    private long savedAtNs;
    private long lastRegularNs;
    private long nextRegularNs;

    /**
     * Begins.
     *
     * @param meanNs       T_rr_interval.
     * @param bandwidthBps of the session, both directions; 0 = by what is measured.
     */
    RtcpTiming(final long seed, final long meanNs, final int bandwidthBps, final long nowNs) {
        this.meanNs = meanNs;
        told = bandwidthBps > 0;
        shareBps = bandwidthBps * SHARE_OF_ONE;
        random = new SplittableRandom(seed);
        savedBytes = BURST_BYTES;
        savedAtNs = nowNs;
        lastRegularNs = nowNs;
        nextRegularNs = nowNs + spread() / 2; // the first comes sooner (RFC 3550, 6.2)
    }

    /** T_rr_current_interval. */
    private long spread() {
        return meanNs / 2 + random.nextLong(meanNs + 1);
    }

    /** What the bandwidth demands at least. */
    private long leastNs() {
        return shareBps <= 0 ? 0 : (long) (averageBytes * 8e9 / shareBps * (0.5 + random.nextDouble()) / RECONSIDERATION);
    }

    /** What both directions take, unless it was told. */
    void measured(final double sessionBps) {
        if (!told) {
            shareBps = Math.max(LEAST_SESSION_BPS, Math.max(sessionBps, shareBps / SHARE_OF_ONE * 0.75)) * SHARE_OF_ONE;
        }
    }

    /** Whether a regular report goes now. */
    boolean isRegularDue(final long nowNs) {
        if (nowNs < nextRegularNs) {
            return false;
        }
        final long earliestNs = lastRegularNs + leastNs();
        if (earliestNs > nowNs) {
            nextRegularNs = earliestNs;
            return false;
        }
        return true;
    }

    long nextRegularNs() {
        return nextRegularNs;
    }

    /** Whether feedback may go now. */
    boolean mayFeedBack(final long nowNs) {
        save(nowNs);
        return savedBytes > 0;
    }

    /** From when on feedback may go. */
    long feedbackNs(final long nowNs) {
        return mayFeedBack(nowNs) ? nowNs : nowNs + 1 + (long) (-savedBytes * 8e9 / feedbackBps());
    }

    private double feedbackBps() {
        return told ? shareBps : Math.max(LEAST_FEEDBACK_BPS, shareBps);
    }

    private void save(final long nowNs) {
        final double most = Math.max(BURST_BYTES, feedbackBps() * BURST_SECONDS / 8);
        savedBytes = Math.min(most, savedBytes + (nowNs - savedAtNs) * feedbackBps() / 8e9);
        savedAtNs = nowNs;
    }

    void sent(final long nowNs, final int bytes, final boolean regular) {
        save(nowNs);
        final int wire = bytes + IP_AND_UDP_BYTES;
        savedBytes -= wire;
        averageBytes += SIZE_MEMORY * (wire - averageBytes);
        if (regular) {
            lastRegularNs = nowNs;
            nextRegularNs = nowNs + Math.max(spread(), leastNs());
        }
    }
}
