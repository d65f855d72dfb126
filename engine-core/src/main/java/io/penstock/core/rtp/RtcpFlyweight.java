package io.penstock.core.rtp;

import java.nio.charset.StandardCharsets;

/**
 * Walks the packets of an RTCP compound (RFC 3550, section 6) and reads them in place. Allocates nothing; one thread at a time.
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P|  count  |      type     |     words that follow         |  every packet
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     SSRC of packet sender                     |  SR 200, RR 201, RTPFB 205, PSFB 206; BYE 203: first of count
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |                  NTP timestamp, 64 bits                       |  SR: at 8
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        RTP timestamp                          |  SR: at 16
 *   |                     sender's packet count                     |  SR: at 20
 *   |                      sender's octet count                     |  SR: at 24
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |                    SSRC of reported source                    |  report block, 24 bytes: SR at 28, RR at 8
 *   | fraction lost |       cumulative number of packets lost       |
 *   |           extended highest sequence number received           |
 *   |                      interarrival jitter                      |
 *   |                         last SR (LSR)                         |
 *   |                   delay since last SR (DLSR)                  |
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * </pre>
 * {@link #next()} lets only packets through whose length, padding and count fit (A.2), so that the accessors of its type are in bounds.
 */
public final class RtcpFlyweight {
    /** Bytes of the common header. */
    public static final int HEADER_LENGTH = 4;
    /** Sender report. */
    public static final int SENDER_REPORT = 200;
    /** Receiver report. */
    public static final int RECEIVER_REPORT = 201;
    /** Source description. */
    public static final int SOURCE_DESCRIPTION = 202;
    /** Goodbye. */
    public static final int BYE = 203;
    /** Transport-layer feedback (RFC 4585). */
    public static final int TRANSPORT_FEEDBACK = 205;
    /** Payload-specific feedback (RFC 4585). */
    public static final int PAYLOAD_FEEDBACK = 206;
    /** Generic NACK: feedback message type of {@link #TRANSPORT_FEEDBACK} (RFC 4585, section 6.2.1). */
    public static final int GENERIC_NACK = 1;
    /** First entry of a generic NACK, 4 bytes each: packet ID (16 bits) and a mask of the 16 packets that follow it. */
    public static final int NACK_ENTRIES_FIELD_OFFSET = 12;
    /** Picture loss indication: feedback message type of {@link #PAYLOAD_FEEDBACK} (RFC 4585, section 6.3.1). */
    public static final int PICTURE_LOSS_INDICATION = 1;
    /** Full intra request: feedback message type of {@link #PAYLOAD_FEEDBACK} (RFC 5104, section 4.3.1). */
    public static final int FULL_INTRA_REQUEST = 4;
    /** SSRC of the sender. */
    public static final int SENDER_SSRC_FIELD_OFFSET = 4;
    /** SSRC of the media source in feedback. */
    public static final int MEDIA_SSRC_FIELD_OFFSET = 8;
    /** NTP timestamp of a sender report. */
    public static final int NTP_FIELD_OFFSET = 8;
    /** RTP timestamp of a sender report. */
    public static final int RTP_TIMESTAMP_FIELD_OFFSET = 16;
    /** Packet count of a sender report. */
    public static final int PACKET_COUNT_FIELD_OFFSET = 20;
    /** Octet count of a sender report. */
    public static final int OCTET_COUNT_FIELD_OFFSET = 24;
    /** First report block of a sender report. */
    public static final int SR_BLOCKS_FIELD_OFFSET = 28;
    /** First report block of a receiver report. */
    public static final int RR_BLOCKS_FIELD_OFFSET = 8;
    /** Bytes of a report block. */
    public static final int REPORT_BLOCK_LENGTH = 24;
    /** SDES item: canonical name. */
    public static final int SDES_CNAME = 1;

    private byte[] array;
    private int nextAt;
    private int end;
    private int at;
    private int length;

    /** A view of nothing yet. */
    public RtcpFlyweight() {
    }

    /**
     * Starts with a compound.
     *
     * @param compound array.
     * @param offset   index of the first byte.
     * @param bytes    bytes of the datagram.
     * @return this; call {@link #next()} for the first packet.
     */
    public RtcpFlyweight wrap(final byte[] compound, final int offset, final int bytes) {
        array = compound;
        nextAt = offset;
        end = offset + bytes;
        return this;
    }

    /**
     * Checks a whole compound (A.2): every packet fits, versions are 2, only the last is padded. Reduced-size compounds (RFC 5506), which
     * start with other packets than SR or RR, are accepted.
     *
     * @param compound array.
     * @param offset   index of the first byte.
     * @param bytes    bytes of the datagram.
     * @return true if all of it can be read.
     */
    public boolean isValid(final byte[] compound, final int offset, final int bytes) {
        wrap(compound, offset, bytes);
        boolean any = false;
        while (next()) {
            any = true;
            if ((array[at] & 0x20) != 0 && nextAt != end) {
                return false;
            }
        }
        return any && nextAt == end;
    }

    /**
     * Moves to the next packet.
     *
     * @return false at the end, and at the first packet that does not fit.
     */
    public boolean next() {
        if (nextAt + HEADER_LENGTH > end || (array[nextAt] & 0xC0) != 0x80) {
            return false;
        }
        final int bytes = 4 * (NetworkOrder.u16(array, nextAt + 2) + 1);
        if (nextAt + bytes > end) {
            return false;
        }
        final int padding = (array[nextAt] & 0x20) == 0 ? 0 : array[nextAt + bytes - 1] & 0xFF;
        if ((array[nextAt] & 0x20) != 0 && (padding == 0 || padding > bytes - HEADER_LENGTH)) {
            return false;
        }
        at = nextAt;
        length = bytes - padding;
        if (length < least()) {
            return false;
        }
        nextAt += bytes;
        return true;
    }

    private int least() {
        return switch (type()) {
            case SENDER_REPORT -> SR_BLOCKS_FIELD_OFFSET + count() * REPORT_BLOCK_LENGTH;
            case RECEIVER_REPORT -> RR_BLOCKS_FIELD_OFFSET + count() * REPORT_BLOCK_LENGTH;
            case BYE -> HEADER_LENGTH + 4 * count();
            case TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK -> MEDIA_SSRC_FIELD_OFFSET + 4;
            default -> HEADER_LENGTH;
        };
    }

    /**
     * Type of the packet.
     *
     * @return 192–223 for RTCP, anything for what is not.
     */
    public int type() {
        return array[at + 1] & 0xFF;
    }

    /**
     * Count field: report blocks, SDES chunks, BYE sources, or the feedback message type.
     *
     * @return 0–31.
     */
    public int count() {
        return array[at] & 0x1F;
    }

    /**
     * Length of the packet without padding.
     *
     * @return bytes.
     */
    public int length() {
        return length;
    }

    /**
     * Where the packet starts.
     *
     * @return index in the array.
     */
    public int offset() {
        return at;
    }

    /**
     * Sender of an SR, RR or feedback packet.
     *
     * @return its SSRC.
     */
    public int senderSsrc() {
        return NetworkOrder.i32(array, at + SENDER_SSRC_FIELD_OFFSET);
    }

    /**
     * Media source that feedback is about.
     *
     * @return its SSRC.
     */
    public int mediaSsrc() {
        return NetworkOrder.i32(array, at + MEDIA_SSRC_FIELD_OFFSET);
    }

    /**
     * Whether this asks for a key frame of a source: PLI, or FIR with an entry for it.
     *
     * @param ssrc the source.
     * @return true if so.
     */
    public boolean asksForKeyframe(final int ssrc) {
        if (type() != PAYLOAD_FEEDBACK) {
            return false;
        }
        if (count() == PICTURE_LOSS_INDICATION) {
            return mediaSsrc() == ssrc;
        }
        if (count() == FULL_INTRA_REQUEST) {
            for (int entry = at + 12; entry + 8 <= at + length; entry += 8) {
                if (NetworkOrder.i32(array, entry) == ssrc) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Number of entries in a generic NACK about a source.
     *
     * @param ssrc the source.
     * @return 0 for everything else, and for a NACK about another source.
     */
    public int nackCount(final int ssrc) {
        return type() == TRANSPORT_FEEDBACK && count() == GENERIC_NACK && mediaSsrc() == ssrc ? (length - NACK_ENTRIES_FIELD_OFFSET) / 4 : 0;
    }

    /**
     * An entry of a generic NACK.
     *
     * @param index 0 to {@link #nackCount} − 1.
     * @return sequence number of a lost packet in the upper 16 bits (PID); bit i of the lower 16 says that the packet i + 1 after it is lost as
     *     well (BLP).
     */
    public int nackEntry(final int index) {
        return NetworkOrder.i32(array, at + NACK_ENTRIES_FIELD_OFFSET + 4 * index);
    }

    /**
     * NTP timestamp of a sender report.
     *
     * @return 32.32 fixed point seconds since 1900.
     */
    public long ntpTimestamp() {
        return NetworkOrder.i64(array, at + NTP_FIELD_OFFSET);
    }

    /**
     * RTP timestamp of a sender report: the same moment as {@link #ntpTimestamp()}.
     *
     * @return units of the RTP clock.
     */
    public int rtpTimestamp() {
        return NetworkOrder.i32(array, at + RTP_TIMESTAMP_FIELD_OFFSET);
    }

    /**
     * Packets sent, by a sender report.
     *
     * @return packets, 32 bits.
     */
    public long packetCount() {
        return NetworkOrder.u32(array, at + PACKET_COUNT_FIELD_OFFSET);
    }

    /**
     * Payload bytes sent, by a sender report.
     *
     * @return bytes, 32 bits.
     */
    public long octetCount() {
        return NetworkOrder.u32(array, at + OCTET_COUNT_FIELD_OFFSET);
    }

    /**
     * Number of report blocks.
     *
     * @return 0–31; 0 for packets that are neither SR nor RR.
     */
    public int reportCount() {
        return type() == SENDER_REPORT || type() == RECEIVER_REPORT ? count() : 0;
    }

    private int block(final int index) {
        return at + (type() == SENDER_REPORT ? SR_BLOCKS_FIELD_OFFSET : RR_BLOCKS_FIELD_OFFSET) + index * REPORT_BLOCK_LENGTH;
    }

    /**
     * Source that a report block is about.
     *
     * @param index 0 to {@link #reportCount()} − 1.
     * @return its SSRC.
     */
    public int reportSsrc(final int index) {
        return NetworkOrder.i32(array, block(index));
    }

    /**
     * Loss since the last report.
     *
     * @param index block.
     * @return 0–255, in 1/256.
     */
    public int fractionLost(final int index) {
        return array[block(index) + 4] & 0xFF;
    }

    /**
     * Packets lost so far.
     *
     * @param index block.
     * @return packets, 24 bits with sign.
     */
    public int cumulativeLost(final int index) {
        return NetworkOrder.i32(array, block(index) + 4) << 8 >> 8;
    }

    /**
     * Highest sequence number with the count of cycles.
     *
     * @param index block.
     * @return 32 bits.
     */
    public int extendedHighestSequence(final int index) {
        return NetworkOrder.i32(array, block(index) + 8);
    }

    /**
     * Interarrival jitter.
     *
     * @param index block.
     * @return units of the RTP clock, 32 bits.
     */
    public long jitterUnits(final int index) {
        return NetworkOrder.u32(array, block(index) + 12);
    }

    /**
     * Middle 32 bits of the NTP timestamp of the last sender report that arrived.
     *
     * @param index block.
     * @return 16.16 fixed point seconds; 0 = none yet.
     */
    public int lastSenderReport(final int index) {
        return NetworkOrder.i32(array, block(index) + 16);
    }

    /**
     * Time from the arrival of that report to the sending of this one.
     *
     * @param index block.
     * @return in 1/65536 seconds, 32 bits.
     */
    public long delaySinceLastSenderReport(final int index) {
        return NetworkOrder.u32(array, block(index) + 20);
    }

    /**
     * Source that leaves, of a BYE.
     *
     * @param index 0 to {@link #count()} − 1.
     * @return its SSRC.
     */
    public int byeSsrc(final int index) {
        return NetworkOrder.i32(array, at + HEADER_LENGTH + 4 * index);
    }

    /**
     * Text of an SDES item of a source. Allocates; for the control plane.
     *
     * @param ssrc the source.
     * @param item item type, such as {@link #SDES_CNAME}.
     * @return the text; null if there is none, or the packet is no SDES.
     */
    public String sdesText(final int ssrc, final int item) {
        if (type() != SOURCE_DESCRIPTION) {
            return null;
        }
        final int limit = at + length;
        int p = at + HEADER_LENGTH;
        for (int chunk = 0; chunk < count() && p + 4 <= limit; chunk++) {
            final boolean mine = NetworkOrder.i32(array, p) == ssrc;
            p += 4;
            while (p < limit && array[p] != 0) {
                if (p + 2 > limit || p + 2 + (array[p + 1] & 0xFF) > limit) {
                    return null;
                }
                final int bytes = array[p + 1] & 0xFF;
                if (mine && array[p] == item) {
                    return new String(array, p + 2, bytes, StandardCharsets.UTF_8);
                }
                p += 2 + bytes;
            }
            p += 4 - (p - at & 3);
        }
        return null;
    }
}
