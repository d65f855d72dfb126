package io.penstock.core.fec.xor;

/**
 * The payload of ULPFEC packets (RFC 5109, 7.3 and 7.4) with one level, as everyone sends it:
 * <pre>
 *    0                   1                   2                   3
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |0|L|P|X|  CC   |M| PT recovery |            SN base            |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                          TS recovery                          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |        length recovery        |      protection length        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      mask (16 bits, with L 48: 32 more follow)                |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  parity of all behind the SSRC …                              |
 * </pre>
 * Of packets with further levels the first is read; it restores packets no longer than what it protects.
 */
final class UlpfecFormat {
    /** Most packets that one goes over. */
    static final int MOST_PACKETS = 48;
    static final int MOST_HEADER_BYTES = 18;
    private static final int SHORT_HEADER_BYTES = 14;
    private static final int SHORT_MASK = 16;
    private static final int LONG_MASK_BIT = 0x40;

    private UlpfecFormat() {
    }

    static int headerBytes(final PacketMask mask) {
        return mask.length() > SHORT_MASK ? MOST_HEADER_BYTES : SHORT_HEADER_BYTES;
    }

    /** Writes a payload. Returns its length. */
    static int write(final Repair repair, final byte[] to, final int at) {
        final boolean wide = repair.mask.length() > SHORT_MASK;
        final int behind = repair.symbolBytes - XorSymbol.FIXED_BYTES;
        to[at] = (byte) (repair.symbol[0] & 0x3F | (wide ? LONG_MASK_BIT : 0));
        to[at + 1] = repair.symbol[1];
        XorSymbol.put16(to, at + 2, repair.base);
        System.arraycopy(repair.symbol, 4, to, at + 4, 4);
        to[at + 8] = repair.symbol[2];
        to[at + 9] = repair.symbol[3];
        XorSymbol.put16(to, at + 10, behind);
        XorSymbol.put16(to, at + 12, (int) repair.mask.bits(0, SHORT_MASK));
        if (wide) {
            XorSymbol.put32(to, at + SHORT_HEADER_BYTES, (int) repair.mask.bits(SHORT_MASK, Integer.SIZE));
        }
        final int header = wide ? MOST_HEADER_BYTES : SHORT_HEADER_BYTES;
        System.arraycopy(repair.symbol, XorSymbol.FIXED_BYTES, to, at + header, behind);
        return header + behind;
    }

    /** Reads a payload; the source is up to the caller. False = malformed. */
    static boolean read(final byte[] from, final int at, final int length, final Repair repair) {
        if (length < SHORT_HEADER_BYTES || (from[at] & 0x80) != 0) {
            return false;
        }
        final boolean wide = (from[at] & LONG_MASK_BIT) != 0;
        final int header = wide ? MOST_HEADER_BYTES : SHORT_HEADER_BYTES;
        final int behind = XorSymbol.u16(from, at + 10);
        if (header + behind > length || XorSymbol.FIXED_BYTES + behind > XorSymbol.LONGEST) {
            return false;
        }
        repair.base = XorSymbol.u16(from, at + 2);
        repair.mask.setFrom(XorSymbol.u16(from, at + 12), SHORT_MASK, 0);
        if (wide) {
            repair.mask.setFrom(XorSymbol.i32(from, at + SHORT_HEADER_BYTES), Integer.SIZE, SHORT_MASK);
        }
        repair.symbol[0] = from[at];
        repair.symbol[1] = from[at + 1];
        repair.symbol[2] = from[at + 8];
        repair.symbol[3] = from[at + 9];
        System.arraycopy(from, at + 4, repair.symbol, 4, 4);
        repair.symbol(from, at + header, behind);
        return true;
    }
}
