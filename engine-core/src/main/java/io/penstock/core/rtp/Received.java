package io.penstock.core.rtp;

/**
 * What a session has received, before anything is repaired (RFC 3550, section 6.4.1).
 *
 * @param expected     packets from the first to the newest.
 * @param packets      of these, those that came; what was sent again does not count.
 * @param payloadBytes of these.
 * @param jitterUnits  interarrival jitter in units of the RTP clock.
 */
public record Received(long expected, long packets, long payloadBytes, long jitterUnits) {
    /** Nothing so far. */
    public static final Received NOTHING = new Received(0, 0, 0, 0);

    /**
     * What got lost on the way.
     *
     * @return packets, at least 0.
     */
    public long lost() {
        return Math.max(0, expected - packets);
    }
}
