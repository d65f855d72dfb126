package io.penstock.core.fec.xor;

/**
 * The payload of FlexFEC packets (RFC 8627, 4.2.2), which name the source that they protect in the CSRC of their RTP header:
 * <pre>
 *    0                   1                   2                   3
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |0|F|P|X|  CC   |M| PT recovery |        length recovery        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                          TS recovery                          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |            SN base            |k|          mask 0–14          |  F = 0; F = 1: | L (columns) | D (rows) |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |k|                     mask 15–45, if k                        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       mask 46–109, if k, 64 bits              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  parity of all behind the SSRC …                              |
 * </pre>
 * L and D say: D ≤ 1 = a row of L packets that follow each other; otherwise a column of D packets, L apart. A payload that begins with the bits
 * 10 is a retransmission: the original packet itself.
 */
final class FlexFecFormat {
    /** Most packets that a mask reaches over. */
    static final int MOST_PACKETS = 110;
    static final int MOST_HEADER_BYTES = 24;
    /** What a payload is. */
    enum Kind { PARITY, RETRANSMISSION, MALFORMED }

    private static final int SHORT_MASK = 15;
    private static final int MIDDLE_MASK = 46;
    private static final int FIXED_PART_BYTES = 12;
    private static final int MORE_BIT = 0x80;

    private FlexFecFormat() {
    }

    static int headerBytes(final PacketMask mask) {
        final int places = mask.length();
        return FIXED_PART_BYTES + (places > SHORT_MASK ? 4 : 0) + (places > MIDDLE_MASK ? 8 : 0);
    }

    /** Writes a payload with a mask. Returns its length. */
    static int write(final Repair repair, final byte[] to, final int at) {
        final int header = headerBytes(repair.mask);
        common(repair, to, at, header, 0);
        XorSymbol.put16(to, at + 10, (int) repair.mask.bits(0, SHORT_MASK));
        if (header > FIXED_PART_BYTES) {
            to[at + 10] |= (byte) MORE_BIT;
            XorSymbol.put32(to, at + FIXED_PART_BYTES, (int) repair.mask.bits(SHORT_MASK, MIDDLE_MASK - SHORT_MASK));
        }
        if (header == MOST_HEADER_BYTES) {
            to[at + FIXED_PART_BYTES] |= (byte) MORE_BIT;
            final long rest = repair.mask.bits(MIDDLE_MASK, Long.SIZE);
            XorSymbol.put32(to, at + 16, (int) (rest >>> 32));
            XorSymbol.put32(to, at + 20, (int) rest);
        }
        return header + repair.symbolBytes - XorSymbol.FIXED_BYTES;
    }

    /** Writes a payload over a row ({@code rows} 0 or 1) or a column. Returns its length. */
    static int writeFixed(final Repair repair, final int columns, final int rows, final byte[] to, final int at) {
        common(repair, to, at, FIXED_PART_BYTES, 0x40);
        to[at + 10] = (byte) columns;
        to[at + 11] = (byte) rows;
        return FIXED_PART_BYTES + repair.symbolBytes - XorSymbol.FIXED_BYTES;
    }

    private static void common(final Repair repair, final byte[] to, final int at, final int header, final int flags) {
        System.arraycopy(repair.symbol, 0, to, at, XorSymbol.FIXED_BYTES);
        to[at] = (byte) (repair.symbol[0] & 0x3F | flags);
        XorSymbol.put16(to, at + 8, repair.base);
        System.arraycopy(repair.symbol, XorSymbol.FIXED_BYTES, to, at + header, repair.symbolBytes - XorSymbol.FIXED_BYTES);
    }

    /** Reads a payload; the source is up to the caller. */
    static Kind read(final byte[] from, final int at, final int length, final Repair repair) {
        if (length < FIXED_PART_BYTES) {
            return Kind.MALFORMED;
        }
        final int flags = from[at] >> 6 & 3;
        if (flags >= 2) {
            return flags == 2 ? Kind.RETRANSMISSION : Kind.MALFORMED;
        }
        final int header = flags == 1 ? fixed(from, at, repair) : flexible(from, at, length, repair);
        if (header < 0 || length - header + XorSymbol.FIXED_BYTES > XorSymbol.LONGEST) {
            return Kind.MALFORMED;
        }
        repair.base = XorSymbol.u16(from, at + 8);
        System.arraycopy(from, at, repair.symbol, 0, XorSymbol.FIXED_BYTES);
        repair.symbol(from, at + header, length - header);
        return Kind.PARITY;
    }

    private static int fixed(final byte[] from, final int at, final Repair repair) {
        final int columns = from[at + 10] & 0xFF;
        final int rows = from[at + 11] & 0xFF;
        final int step = rows > 1 ? columns : 1;
        final int count = rows > 1 ? rows : columns;
        if (columns == 0 || (count - 1) * step >= PacketMask.MOST) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            repair.mask.set(i * step);
        }
        return FIXED_PART_BYTES;
    }

    private static int flexible(final byte[] from, final int at, final int length, final Repair repair) {
        repair.mask.setFrom(XorSymbol.u16(from, at + 10), SHORT_MASK, 0);
        if ((from[at + 10] & MORE_BIT) == 0) {
            return FIXED_PART_BYTES;
        }
        final int middle = FIXED_PART_BYTES + 4;
        if (length < middle) {
            return -1;
        }
        repair.mask.setFrom(XorSymbol.i32(from, at + FIXED_PART_BYTES), MIDDLE_MASK - SHORT_MASK, SHORT_MASK);
        if ((from[at + FIXED_PART_BYTES] & MORE_BIT) == 0) {
            return middle;
        }
        if (length < MOST_HEADER_BYTES) {
            return -1;
        }
        repair.mask.setFrom((long) XorSymbol.i32(from, at + 16) << 32 | XorSymbol.i32(from, at + 20) & 0xFFFFFFFFL, Long.SIZE, MIDDLE_MASK);
        return MOST_HEADER_BYTES;
    }
}
