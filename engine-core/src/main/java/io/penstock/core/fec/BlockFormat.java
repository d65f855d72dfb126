package io.penstock.core.fec;

import io.penstock.core.rtp.RtpHeaderFlyweight;

/**
 * How repair packets of Reed-Solomon blocks travel: RTP with an SSRC, sequence numbers and a payload type of their own, and as payload
 * <pre>
 *    0                   1                   2                   3
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  first sequence number        |  packets (k)  |  repair index |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     SSRC of the media                         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  repair symbol …                                              |
 * </pre>
 * The symbol of a media packet is its length (16 bits), the first two bytes of its header (flags, marker and payload type), its timestamp, and
 * all behind the SSRC; sequence number and SSRC follow from the place in the block. Shorter symbols end in zeros.
 */
final class BlockFormat {
    static final int HEADER_BYTES = 8;
    /** Bytes of a symbol before what stands behind the SSRC. */
    static final int SYMBOL_FIXED_BYTES = 8;
    /** Most packets in a block. */
    static final int MOST_PACKETS = 64;
    /** Most repairs of a block. */
    static final int MOST_REPAIRS = 64;
    /** Longest media packet. */
    static final int LONGEST_PACKET = 1500;
    static final int LONGEST_SYMBOL = LONGEST_PACKET - RtpHeaderFlyweight.FIXED_HEADER_LENGTH + SYMBOL_FIXED_BYTES;

    private BlockFormat() {
    }

    static int symbolBytes(final int packetBytes) {
        return packetBytes - RtpHeaderFlyweight.FIXED_HEADER_LENGTH + SYMBOL_FIXED_BYTES;
    }

    /** Makes the symbol of a packet. Returns its length. */
    static int symbol(final byte[] packet, final int at, final int length, final byte[] to) {
        to[0] = (byte) (length >> 8);
        to[1] = (byte) length;
        to[2] = packet[at];
        to[3] = packet[at + 1];
        System.arraycopy(packet, at + RtpHeaderFlyweight.TIMESTAMP_FIELD_OFFSET, to, 4, 4);
        System.arraycopy(packet, at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH, to, SYMBOL_FIXED_BYTES,
            length - RtpHeaderFlyweight.FIXED_HEADER_LENGTH);
        return symbolBytes(length);
    }

    /** Length of the packet of a symbol; −1 = it cannot be one. */
    static int packetBytes(final byte[] symbol, final int symbolBytes) {
        final int length = (symbol[0] & 0xFF) << 8 | symbol[1] & 0xFF;
        final boolean possible = length >= RtpHeaderFlyweight.FIXED_HEADER_LENGTH && length <= LONGEST_PACKET
            && symbolBytes(length) <= symbolBytes && (symbol[2] & 0xC0) == RtpHeaderFlyweight.VERSION << 6;
        return possible ? length : -1;
    }

    /** Makes the packet of a symbol. */
    static void packet(final byte[] symbol, final int length, final int sequence, final int ssrc, final byte[] to, final int at) {
        RtpHeaderFlyweight.writeFixedHeader(to, at, false, 0, sequence, 0, ssrc);
        to[at] = symbol[2];
        to[at + 1] = symbol[3];
        System.arraycopy(symbol, 4, to, at + RtpHeaderFlyweight.TIMESTAMP_FIELD_OFFSET, 4);
        System.arraycopy(symbol, SYMBOL_FIXED_BYTES, to, at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH,
            length - RtpHeaderFlyweight.FIXED_HEADER_LENGTH);
    }

    static void put16(final byte[] to, final int at, final int value) {
        to[at] = (byte) (value >> 8);
        to[at + 1] = (byte) value;
    }

    static void put32(final byte[] to, final int at, final int value) {
        put16(to, at, value >>> 16);
        put16(to, at + 2, value);
    }

    static int u16(final byte[] from, final int at) {
        return (from[at] & 0xFF) << 8 | from[at + 1] & 0xFF;
    }

    static int i32(final byte[] from, final int at) {
        return u16(from, at) << 16 | u16(from, at + 2);
    }
}
