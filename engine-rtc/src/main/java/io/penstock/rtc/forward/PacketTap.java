package io.penstock.rtc.forward;

/** Sees the packets of a track that may be forwarded, whether anybody wants them or not. Called by the forwarder's thread: copy and return. */
@FunctionalInterface
public interface PacketTap {
    /**
     * A packet, in the order of arrival: retransmitted ones come late and look as they would have at first.
     *
     * @param packet    array, borrowed until return.
     * @param offset    start of the RTP header.
     * @param length    bytes.
     * @param arrivalNs when it came.
     */
    void packet(byte[] packet, int offset, int length, long arrivalNs);

    /**
     * What the publisher says of its clocks (RTCP sender report).
     *
     * @param ntp          NTP timestamp of its wall clock, 64 bits.
     * @param rtpTimestamp of the track at that time.
     */
    default void senderClock(final long ntp, final int rtpTimestamp) {
    }
}
