package io.penstock.core.rtcp;

/**
 * View of transport-wide feedback (transport-cc, draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1). Allocates nothing; one
 * thread at a time.
 * <pre>
 *   |V=2|P| FMT=15  |   PT = 205    |          length               |
 *   |                  SSRC of packet sender                        |
 *   |                  SSRC of media source                         |
 *   |      base sequence number     |      packet status count      |
 *   |                 reference time                | fb pkt. count |
 *   |          packet chunk         |         packet chunk          |  |0| S |      run length         |  S: 0 lost, 1 small, 2 large
 *   |                              ...                              |  |1|0| 14 symbols of one bit   |
 *   |         packet chunk          |  recv delta   |  recv delta   |  |1|1| 7 symbols of two bits   |
 * </pre>
 * A delta is a byte, or two with sign where the symbol says large, in quarters of a millisecond since the packet before.
 */
public final class TransportFeedback {
    /** Payload type of RTCP: transport-layer feedback. */
    public static final int TYPE = 205;
    /** Feedback message type. */
    public static final int FORMAT = 15;
    /** Most packets in a report that are read: a few bytes can name 65535 lost ones, which only serves an attacker. */
    public static final int MOST_PACKETS = 8192;
    /** Unit of the reference time. */
    public static final long REFERENCE_NS = 64_000_000L;
    /** Unit of the deltas. */
    public static final long DELTA_NS = 250_000L;

    static final int CHUNKS = 20;
    static final int SMALL = 1;
    static final int LARGE = 2;
    private byte[] array;
    private int start;
    private int end;
    private int chunkAt;
    private int chunk;
    private int inChunk;
    private int deltaAt;
    private int index;
    private boolean received;
    private long arrivalNs;

    /** A view of nothing yet. */
    public TransportFeedback() {
        // Set by wrap.
    }

    /**
     * Looks at one RTCP packet of this type, and goes before its first packet.
     *
     * @param from   array.
     * @param offset index of its first byte.
     * @param length bytes without padding.
     * @return false when chunks or deltas do not fit into it, a symbol is reserved, or it reports more than {@link #MOST_PACKETS}.
     */
    public boolean wrap(final byte[] from, final int offset, final int length) {
        if (length < CHUNKS) {
            return false;
        }
        array = from;
        start = offset;
        end = offset + length;
        final int count = count();
        if (count > MOST_PACKETS) {
            return false;
        }
        int p = offset + CHUNKS;
        int deltas = 0;
        int packets = 0;
        while (packets < count) {
            if (p + 2 > end) {
                return false;
            }
            final int word = Bytes.u16(array, p);
            p += 2;
            final int symbols = Math.min(symbols(word), count - packets);
            packets += symbols;
            final int bytes = deltaBytes(word, symbols);
            if (symbols == 0 || bytes < 0) {
                return false;
            }
            deltas += bytes;
        }
        rewind(p);
        return p + deltas <= end;
    }

    private void rewind(final int deltasAt) {
        chunkAt = start + CHUNKS;
        inChunk = 0;
        chunk = 0;
        index = -1;
        deltaAt = deltasAt;
        received = false;
        arrivalNs = referenceTime() * REFERENCE_NS;
    }

    /** How many packets a chunk tells of. */
    private static int symbols(final int chunk) {
        return (chunk & 0x8000) == 0 ? chunk & 0x1FFF : (chunk & 0x4000) == 0 ? 14 : 7;
    }

    private static int symbol(final int chunk, final int i) {
        if ((chunk & 0x8000) == 0) {
            return chunk >> 13;
        }
        return (chunk & 0x4000) == 0 ? chunk >> 13 - i & 1 : chunk >> 12 - 2 * i & 3;
    }

    /** Bytes of the deltas of a chunk's first symbols; negative when one is reserved. */
    private static int deltaBytes(final int chunk, final int symbols) {
        if ((chunk & 0x8000) == 0) {
            return chunk >> 13 > LARGE ? -1 : (chunk >> 13) * symbols;
        }
        int bytes = 0;
        for (int i = 0; i < symbols; i++) {
            final int symbol = symbol(chunk, i);
            if (symbol > LARGE) {
                return -1;
            }
            bytes += symbol;
        }
        return bytes;
    }

    /**
     * Goes to the next packet, at first to the first.
     *
     * @return false when there is none.
     */
    public boolean nextPacket() {
        if (index + 1 >= count()) {
            return false;
        }
        index++;
        if (index == 0 || inChunk == symbols(chunk)) {
            chunk = Bytes.u16(array, chunkAt);
            chunkAt += 2;
            inChunk = 0;
        }
        final int symbol = symbol(chunk, inChunk++);
        received = symbol != 0;
        if (symbol == SMALL) {
            arrivalNs += (array[deltaAt++] & 0xFF) * DELTA_NS;
        } else if (symbol == LARGE) {
            arrivalNs += (short) Bytes.u16(array, deltaAt) * DELTA_NS;
            deltaAt += 2;
        }
        return true;
    }

    /**
     * Transport-wide sequence number of the packet.
     *
     * @return 0–65535.
     */
    public int sequence() {
        return baseSequence() + index & 0xFFFF;
    }

    /**
     * Whether the packet arrived.
     *
     * @return true if so.
     */
    public boolean isReceived() {
        return received;
    }

    /**
     * When the packet arrived; of one that did not, when the one before it did.
     *
     * @return nanoseconds of the reporter's clock, modulo 2^24 times {@link #REFERENCE_NS}, in steps of a quarter of a millisecond.
     */
    public long arrivalNs() {
        return arrivalNs;
    }

    /**
     * Who reports.
     *
     * @return SSRC.
     */
    public int senderSsrc() {
        return Bytes.i32(array, start + 4);
    }

    /**
     * A source whose packets are reported; they may be of others as well.
     *
     * @return SSRC.
     */
    public int mediaSsrc() {
        return Bytes.i32(array, start + 8);
    }

    /**
     * Sequence number of the first packet.
     *
     * @return 0–65535.
     */
    public int baseSequence() {
        return Bytes.u16(array, start + 12);
    }

    /**
     * Packets reported.
     *
     * @return 0 to {@link #MOST_PACKETS}.
     */
    public int count() {
        return Bytes.u16(array, start + 14);
    }

    /**
     * Time that the first delta counts from.
     *
     * @return in units of {@link #REFERENCE_NS}, 24 bits with sign.
     */
    public int referenceTime() {
        return Bytes.i32(array, start + 16) >> 8;
    }

    /**
     * Number of the report.
     *
     * @return 0–255.
     */
    public int reportNumber() {
        return array[start + 19] & 0xFF;
    }
}
