package io.penstock.core.rtp;

/**
 * Way of a jitter buffer to the sender of the packets that it misses: what is requested goes out as one generic NACK on {@link #flush()}.
 * One thread, that of the jitter buffer.
 */
public final class RepairRequests {
    private final RtpSession session;
    private final long[] quality = new long[RtpSession.QUALITY_FIELDS];

    RepairRequests(final RtpSession session) {
        this.session = session;
    }

    /**
     * Asks for a packet.
     *
     * @param sequence its sequence number, the low 16 bits count.
     * @return false when too many wait to be sent already.
     */
    public boolean request(final int sequence) {
        return session.wanted.offer(sequence & 0xFFFF);
    }

    /** Sends what was requested. */
    public void flush() {
        session.wakeSender();
    }

    /**
     * Number of round-trip times measured so far, by reports or else by other means.
     *
     * @return reports; {@link #rttNs()} is that of the newest.
     */
    public long reports() {
        final long reports = session.quality.read(quality);
        if (reports > 0 && quality[RtpSession.RTT_NS] > 0) {
            return reports;
        }
        quality[RtpSession.RTT_NS] = session.measuredRttNs();
        return session.roundTrips();
    }

    /**
     * Round-trip time by the newest report, as of the last {@link #reports()}.
     *
     * @return nanoseconds; 0 = unknown.
     */
    public long rttNs() {
        return quality[RtpSession.RTT_NS];
    }
}
