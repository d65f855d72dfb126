package io.penstock.core.fec.xor;

import io.penstock.core.rtp.RtpHeaderFlyweight;

/**
 * The bits of a packet that parity goes over (RFC 8627, 6.3.1; RFC 5109, 8.1 has the same fields):
 * <pre>
 *    0                   1                   2                   3
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |0 0|P|X|  CC   |M|     PT      | bytes behind the fixed header |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                           timestamp                           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  all behind the SSRC: CSRCs, extension, payload, padding …    |
 * </pre>
 * Sequence number and SSRC are not in it: they follow from which packet is missing. Shorter symbols end in zeros.
 */
final class XorSymbol {
    /** Bytes of a symbol before what stands behind the SSRC. */
    static final int FIXED_BYTES = 8;
    /** Longest media packet. */
    static final int LONGEST_PACKET = 1500;
    static final int LONGEST = LONGEST_PACKET - RtpHeaderFlyweight.FIXED_HEADER_LENGTH + FIXED_BYTES;

    private XorSymbol() {
    }

    static int bytes(final int packetBytes) {
        return packetBytes - RtpHeaderFlyweight.FIXED_HEADER_LENGTH + FIXED_BYTES;
    }

    /** Adds the symbol of a packet, as far as there is room for it. */
    static void add(final byte[] packet, final int at, final int length, final byte[] symbol, final int symbolBytes) {
        final int behind = length - RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
        symbol[0] ^= (byte) (packet[at] & 0x3F);
        symbol[1] ^= packet[at + 1];
        symbol[2] ^= (byte) (behind >> 8);
        symbol[3] ^= (byte) behind;
        for (int i = 0; i < 4; i++) {
            symbol[4 + i] ^= packet[at + RtpHeaderFlyweight.TIMESTAMP_FIELD_OFFSET + i];
        }
        final int from = at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
        final int count = Math.min(behind, symbolBytes - FIXED_BYTES);
        for (int i = 0; i < count; i++) {
            symbol[FIXED_BYTES + i] ^= packet[from + i];
        }
    }

    /** Length of the packet of a symbol; −1 = it cannot be one. */
    static int packetBytes(final byte[] symbol, final int symbolBytes) {
        final int length = u16(symbol, 2) + RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
        return length <= LONGEST_PACKET && bytes(length) <= symbolBytes ? length : -1;
    }

    /** Makes the packet of a symbol. */
    static void packet(final byte[] symbol, final int length, final int sequence, final int ssrc, final byte[] to, final int at) {
        to[at] = (byte) (RtpHeaderFlyweight.VERSION << 6 | symbol[0] & 0x3F);
        to[at + 1] = symbol[1];
        put16(to, at + RtpHeaderFlyweight.SEQUENCE_FIELD_OFFSET, sequence);
        System.arraycopy(symbol, 4, to, at + RtpHeaderFlyweight.TIMESTAMP_FIELD_OFFSET, 4);
        put32(to, at + RtpHeaderFlyweight.SSRC_FIELD_OFFSET, ssrc);
        System.arraycopy(symbol, FIXED_BYTES, to, at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH, length - RtpHeaderFlyweight.FIXED_HEADER_LENGTH);
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
