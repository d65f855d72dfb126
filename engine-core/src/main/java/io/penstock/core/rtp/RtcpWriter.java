package io.penstock.core.rtp;

import java.nio.charset.StandardCharsets;

/**
 * Writes an RTCP compound (RFC 3550, section 6; RFC 4585) into an array. Allocates nothing once made; one thread at a time.
 * <pre>{@code
 * int bytes = writer.begin(array, 0)
 *     .senderReport(ssrc, ntp, rtpTimestamp, packets, octets).reportBlock(…)
 *     .cname(ssrc).length();
 * }</pre>
 */
public final class RtcpWriter {
    /** Most report blocks in a packet. */
    public static final int MAX_REPORT_BLOCKS = 31;

    private final byte[] cname;
    private byte[] array;
    private int start;
    private int packet;
    private int at;

    /**
     * Creates a writer.
     *
     * @param cname canonical name (RFC 7022), 1–255 bytes of UTF-8.
     */
    public RtcpWriter(final String cname) {
        this.cname = cname.getBytes(StandardCharsets.UTF_8);
        if (this.cname.length < 1 || this.cname.length > 255) {
            throw new IllegalArgumentException("an RTCP CNAME has 1–255 bytes, found " + this.cname.length);
        }
    }

    /**
     * Starts a compound.
     *
     * @param to     array with room for what will be written.
     * @param offset where to begin.
     * @return this.
     */
    public RtcpWriter begin(final byte[] to, final int offset) {
        array = to;
        start = offset;
        at = offset;
        return this;
    }

    private void header(final int type, final int count) {
        packet = at;
        array[at] = (byte) (0x80 | count);
        array[at + 1] = (byte) type;
        at += 4;
    }

    private RtcpWriter close() {
        NetworkOrder.put16(array, packet + 2, (at - packet) / 4 - 1);
        return this;
    }

    private void word(final int value) {
        NetworkOrder.put32(array, at, value);
        at += 4;
    }

    /**
     * Appends a sender report without blocks.
     *
     * @param ssrc         the sender.
     * @param ntp          NTP timestamp, see {@link NtpTime}.
     * @param rtpTimestamp the same moment on the RTP clock.
     * @param packets      packets sent.
     * @param octets       payload bytes sent.
     * @return this.
     */
    public RtcpWriter senderReport(final int ssrc, final long ntp, final int rtpTimestamp, final long packets, final long octets) {
        header(RtcpFlyweight.SENDER_REPORT, 0);
        word(ssrc);
        NetworkOrder.put64(array, at, ntp);
        at += 8;
        word(rtpTimestamp);
        word((int) packets);
        word((int) octets);
        return close();
    }

    /**
     * Appends a receiver report without blocks.
     *
     * @param ssrc the reporter.
     * @return this.
     */
    public RtcpWriter receiverReport(final int ssrc) {
        header(RtcpFlyweight.RECEIVER_REPORT, 0);
        word(ssrc);
        return close();
    }

    /**
     * Appends a block to the report written last.
     *
     * @param ssrc            reported source.
     * @param fractionLost    0–255.
     * @param cumulativeLost  24 bits with sign.
     * @param highestSequence extended highest sequence number.
     * @param jitterUnits     interarrival jitter.
     * @param lastSr          LSR.
     * @param delaySinceSr    DLSR.
     * @return this.
     * @throws IllegalStateException if the report is full.
     */
    public RtcpWriter reportBlock(final int ssrc, final int fractionLost, final int cumulativeLost, final int highestSequence,
                                  final int jitterUnits, final int lastSr, final int delaySinceSr) {
        if ((array[packet] & 0x1F) == MAX_REPORT_BLOCKS) {
            throw new IllegalStateException("an RTCP report holds at most " + MAX_REPORT_BLOCKS + " blocks");
        }
        word(ssrc);
        word(fractionLost << 24 | cumulativeLost & 0xFF_FFFF);
        word(highestSequence);
        word(jitterUnits);
        word(lastSr);
        word(delaySinceSr);
        array[packet]++;
        return close();
    }

    /**
     * Appends a source description with this writer's canonical name.
     *
     * @param ssrc the source.
     * @return this.
     */
    public RtcpWriter cname(final int ssrc) {
        header(RtcpFlyweight.SOURCE_DESCRIPTION, 1);
        word(ssrc);
        array[at++] = RtcpFlyweight.SDES_CNAME;
        array[at++] = (byte) cname.length;
        System.arraycopy(cname, 0, array, at, cname.length);
        at += cname.length;
        do {
            array[at++] = 0;
        } while ((at - packet & 3) != 0);
        return close();
    }

    /**
     * Appends a picture loss indication (RFC 4585, section 6.3.1).
     *
     * @param ssrc      who asks.
     * @param mediaSsrc whose picture was lost.
     * @return this.
     */
    public RtcpWriter pictureLoss(final int ssrc, final int mediaSsrc) {
        header(RtcpFlyweight.PAYLOAD_FEEDBACK, RtcpFlyweight.PICTURE_LOSS_INDICATION);
        word(ssrc);
        word(mediaSsrc);
        return close();
    }

    /**
     * Appends a generic NACK without entries (RFC 4585, section 6.2.1); {@link #lost} must follow.
     *
     * @param ssrc      who asks.
     * @param mediaSsrc whose packets were lost.
     * @return this.
     */
    public RtcpWriter nack(final int ssrc, final int mediaSsrc) {
        header(RtcpFlyweight.TRANSPORT_FEEDBACK, RtcpFlyweight.GENERIC_NACK);
        word(ssrc);
        word(mediaSsrc);
        return close();
    }

    /**
     * Names a lost packet in the NACK written last: in its last entry when that reaches as far, else in one more, which takes 4 bytes. Rising
     * numbers take the least room.
     *
     * @param sequence sequence number, the low 16 bits count.
     * @return this.
     */
    public RtcpWriter lost(final int sequence) {
        if (at - packet > RtcpFlyweight.NACK_ENTRIES_FIELD_OFFSET) {
            final int distance = sequence - NetworkOrder.u16(array, at - 4) & 0xFFFF;
            if (distance == 0) {
                return this;
            }
            if (distance <= 16) {
                NetworkOrder.put16(array, at - 2, NetworkOrder.u16(array, at - 2) | 1 << distance - 1);
                return this;
            }
        }
        word(sequence << 16);
        return close();
    }

    /**
     * Appends a goodbye.
     *
     * @param ssrc who leaves.
     * @return this.
     */
    public RtcpWriter bye(final int ssrc) {
        header(RtcpFlyweight.BYE, 1);
        word(ssrc);
        return close();
    }

    /** A packet was written behind the others by other means. */
    void skip(final int bytes) {
        at += bytes;
    }

    /**
     * Length of the compound so far.
     *
     * @return bytes, a multiple of 4.
     */
    public int length() {
        return at - start;
    }
}
