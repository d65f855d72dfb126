package io.penstock.format;

import java.util.Objects;
import java.util.Optional;

/**
 * Datagrams: one frame is one packet as it goes over the wire, without IP and UDP headers.
 *
 * @param protocol       what the packets are.
 * @param payload        what RTP packets carry; null for {@link Protocol#RTCP} and {@link Protocol#DATAGRAM}, and for RTP of any payload.
 * @param payloadType    RTP payload type 0–127; −1 when not fixed.
 * @param clockRateHz    RTP clock rate; 0 when not fixed.
 * @param maxPacketBytes largest packet, 1–65507.
 */
public record PacketFormat(Protocol protocol, EncodedFormat payload, int payloadType, int clockRateHz, int maxPacketBytes)
    implements Format {
    /** Payload that fits an Ethernet MTU with IPv6, UDP, an SRTP tag and a tunnel to spare. */
    public static final int DEFAULT_MAX_PACKET_BYTES = 1200;
    /** Largest datagram accepted from outside: an Ethernet frame. */
    public static final int RECEIVE_PACKET_BYTES = 1500;

    /** What the packets are. */
    public enum Protocol {
        /** RTP (RFC 3550). */
        RTP,
        /** RTCP compound or reduced-size packets (RFC 3550, RFC 5506). */
        RTCP,
        /** Anything. */
        DATAGRAM
    }

    /**
     * Checks the ranges.
     *
     * @param protocol see the record
     * @param payload see the record
     * @param payloadType see the record
     * @param clockRateHz see the record
     * @param maxPacketBytes see the record
     */
    public PacketFormat {
        Objects.requireNonNull(protocol, "protocol");
        if (payloadType < -1 || payloadType > 127 || clockRateHz < 0 || maxPacketBytes < 1 || maxPacketBytes > 65_507) {
            throw new IllegalArgumentException("packet format: payload type " + payloadType + " (accepted −1–127), clock " + clockRateHz
                + " Hz (accepted >= 0), " + maxPacketBytes + " bytes (accepted 1–65507)");
        }
    }

    /**
     * RTP packets with a fixed payload.
     *
     * @param payload     what they carry.
     * @param payloadType 0–127.
     * @param clockRateHz RTP clock rate.
     * @return the format, packets up to {@link #RECEIVE_PACKET_BYTES}.
     */
    public static PacketFormat rtp(final EncodedFormat payload, final int payloadType, final int clockRateHz) {
        return new PacketFormat(Protocol.RTP, payload, payloadType, clockRateHz, RECEIVE_PACKET_BYTES);
    }

    /**
     * RTCP packets.
     *
     * @return the format.
     */
    public static PacketFormat rtcp() {
        return new PacketFormat(Protocol.RTCP, null, -1, 0, RECEIVE_PACKET_BYTES);
    }

    /**
     * Packets of any content.
     *
     * @return the format.
     */
    public static PacketFormat datagrams() {
        return new PacketFormat(Protocol.DATAGRAM, null, -1, 0, RECEIVE_PACKET_BYTES);
    }

    /**
     * What RTP packets carry, where it is fixed.
     *
     * @return the payload's format.
     */
    public Optional<EncodedFormat> payloadFormat() {
        return Optional.ofNullable(payload);
    }

    @Override
    public MediaKind kind() {
        return payload == null ? MediaKind.DATA : payload.kind();
    }

    @Override
    public int frameBytes() {
        return maxPacketBytes;
    }

    @Override
    public long frameNs() {
        return 0;
    }

    @Override
    public String describe() {
        final StringBuilder text = new StringBuilder(protocol.name().toLowerCase(java.util.Locale.ROOT));
        if (payload != null) {
            text.append('(').append(payload.describe()).append(", pt ").append(payloadType).append(", ").append(clockRateHz).append(" Hz)");
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return describe();
    }
}
