package io.penstock.core.fec.xor;

/** One parity: what it goes over, and its symbol. */
final class Repair {
    final PacketMask mask = new PacketMask();
    final byte[] symbol = new byte[XorSymbol.LONGEST];
    int symbolBytes;
    /** Source of what it protects, and its first sequence number, 16 bits. */
    int ssrc;
    int base;
    /** Kept by {@link XorDecoder}: the first sequence number, unwrapped, and how many packets are missing. */
    long first;
    int missing;
    boolean waits;

    Repair begin() {
        mask.clear();
        waits = false;
        return this;
    }

    /** Takes the first eight bytes of the symbol over, with what is not part of it masked out, and what follows. */
    void symbol(final byte[] from, final int payloadAt, final int payloadBytes) {
        symbol[0] &= 0x3F;
        System.arraycopy(from, payloadAt, symbol, XorSymbol.FIXED_BYTES, payloadBytes);
        symbolBytes = XorSymbol.FIXED_BYTES + payloadBytes;
    }

    boolean covers(final long sequence) {
        final long place = sequence - first;
        return place >= 0 && place < PacketMask.MOST && mask.has((int) place);
    }
}
