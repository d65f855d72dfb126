package io.penstock.core.rtcp;

/**
 * View of an extended report (XR, RFC 3611). Goes from block to block; blocks of other kinds than those below, or of a wrong length, are
 * skipped. Allocates nothing; one thread at a time.
 * <pre>
 *   |V=2|P|reserved |   PT = 207    |             length            |
 *   |                              SSRC                             |
 *   |      BT       | type-specific |         block length          |  each block: words that follow
 * </pre>
 */
public final class ExtendedReport {
    /** Payload type of RTCP. */
    public static final int TYPE = 207;
    /** Block: which packets were lost, by runs (section 4.1). */
    public static final int LOSS_RUNS = 1;
    /** Block: the time at who receives (section 4.4). */
    public static final int REFERENCE_TIME = 4;
    /** Block: answers to reference times, for round-trip times (section 4.5). */
    public static final int LAST_REFERENCE = 5;
    /** Block: loss, duplicates, jitter, hops (section 4.6). */
    public static final int STATISTICS_SUMMARY = 6;
    /** Bytes before the first block. */
    public static final int FIXED_BYTES = 8;

    static final int STATISTICS_BYTES = 40;
    private static final int RUNS = 12;
    private byte[] array;
    private int start;
    private int end;
    private int next;
    private int at;
    private int bytes;
    private int chunkAt;
    private int chunk;
    private int left;
    private int sequence;
    private int step;
    private int remaining;
    private boolean received;

    /** A view of nothing yet. */
    public ExtendedReport() {
        // Set by wrap.
    }

    /**
     * Looks at one RTCP packet of this type.
     *
     * @param from   array.
     * @param offset index of its first byte.
     * @param length bytes without padding.
     * @return false when its blocks do not fill it exactly.
     */
    public boolean wrap(final byte[] from, final int offset, final int length) {
        if (length < FIXED_BYTES) {
            return false;
        }
        array = from;
        start = offset;
        end = offset + length;
        next = offset + FIXED_BYTES;
        int p = next;
        while (p + 4 <= end) {
            p += 4 * (Bytes.u16(from, p + 2) + 1);
        }
        return p == end;
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
     * Goes to the next block that can be read, at first to the first.
     *
     * @return false when there is none.
     */
    public boolean nextBlock() {
        while (next < end) {
            at = next;
            bytes = 4 * (Bytes.u16(array, at + 2) + 1);
            next += bytes;
            final boolean fits = switch (blockType()) {
                case LOSS_RUNS -> bytes >= RUNS;
                case REFERENCE_TIME -> bytes == 12;
                case LAST_REFERENCE -> (bytes - 4) % 12 == 0;
                case STATISTICS_SUMMARY -> bytes == STATISTICS_BYTES;
                default -> false;
            };
            if (fits) {
                if (blockType() == LOSS_RUNS) {
                    beginRuns();
                }
                return true;
            }
        }
        return false;
    }

    /**
     * Kind of the block.
     *
     * @return one of the constants of this class.
     */
    public int blockType() {
        return array[at] & 0xFF;
    }

    /**
     * Time in a {@link #REFERENCE_TIME}.
     *
     * @return NTP timestamp.
     */
    public long referenceTime() {
        return (long) Bytes.i32(array, at + 4) << 32 | Bytes.i32(array, at + 8) & 0xFFFF_FFFFL;
    }

    /**
     * Answers in a {@link #LAST_REFERENCE}.
     *
     * @return count.
     */
    public int references() {
        return (bytes - 4) / 12;
    }

    /**
     * Whose reference time is answered.
     *
     * @param index 0 to {@link #references()} − 1.
     * @return SSRC.
     */
    public int referenceSsrc(final int index) {
        return Bytes.i32(array, at + 4 + 12 * index);
    }

    /**
     * The reference time answered (LRR).
     *
     * @param index 0 to {@link #references()} − 1.
     * @return middle 32 bits of its NTP timestamp; 0 = none came.
     */
    public int lastReference(final int index) {
        return Bytes.i32(array, at + 8 + 12 * index);
    }

    /**
     * How long ago it came (DLRR).
     *
     * @param index 0 to {@link #references()} − 1.
     * @return in 1/65536 s, 32 bits without sign.
     */
    public int delaySinceReference(final int index) {
        return Bytes.i32(array, at + 12 + 12 * index);
    }

    /**
     * Source of a {@link #LOSS_RUNS} or {@link #STATISTICS_SUMMARY}.
     *
     * @return SSRC.
     */
    public int ssrc() {
        return Bytes.i32(array, at + 4);
    }

    /**
     * First packet of a {@link #LOSS_RUNS} or {@link #STATISTICS_SUMMARY}.
     *
     * @return sequence number, 0–65535.
     */
    public int beginSequence() {
        return Bytes.u16(array, at + 8);
    }

    /**
     * The packet behind the last of a {@link #LOSS_RUNS} or {@link #STATISTICS_SUMMARY}.
     *
     * @return sequence number, 0–65535.
     */
    public int endSequence() {
        return Bytes.u16(array, at + 10);
    }

    /**
     * Packets lost, in a {@link #STATISTICS_SUMMARY}.
     *
     * @return packets; −1 = not told.
     */
    public long lost() {
        return (array[at + 1] & 0x80) == 0 ? -1 : Bytes.i32(array, at + 12) & 0xFFFF_FFFFL;
    }

    /**
     * Packets that came twice, in a {@link #STATISTICS_SUMMARY}.
     *
     * @return packets; −1 = not told.
     */
    public long duplicates() {
        return (array[at + 1] & 0x40) == 0 ? -1 : Bytes.i32(array, at + 16) & 0xFFFF_FFFFL;
    }

    /**
     * Jitter in a {@link #STATISTICS_SUMMARY}: least, most, mean or standard deviation of the transit times' differences.
     *
     * @param which 0 least, 1 most, 2 mean, 3 deviation.
     * @return units of the RTP clock; −1 = not told.
     */
    public long jitterUnits(final int which) {
        return (array[at + 1] & 0x20) == 0 ? -1 : Bytes.i32(array, at + 20 + 4 * which) & 0xFFFF_FFFFL;
    }

    private void beginRuns() {
        step = 1 << (array[at + 1] & 0xF);
        sequence = beginSequence() + step - 1 & -step;
        remaining = endSequence() - beginSequence() & 0xFFFF;
        remaining -= sequence - beginSequence();
        sequence -= step;
        chunkAt = at + RUNS;
        left = 0;
    }

    /**
     * Goes to the next packet of a {@link #LOSS_RUNS}, at first to the first.
     *
     * @return false when there is none, or the runs end early.
     */
    public boolean nextPacket() {
        if (blockType() != LOSS_RUNS || remaining <= 0) {
            return false;
        }
        while (left == 0) {
            if (chunkAt + 2 > at + bytes) {
                return false;
            }
            chunk = Bytes.u16(array, chunkAt);
            chunkAt += 2;
            if (chunk == 0) { // the null chunk ends the list
                chunkAt = at + bytes;
                return false;
            }
            left = (chunk & 0x8000) == 0 ? chunk & 0x3FFF : 15;
        }
        left--;
        received = (chunk & 0x8000) == 0 ? (chunk & 0x4000) != 0 : (chunk >> left & 1) != 0;
        sequence += step;
        remaining -= step;
        return true;
    }

    /**
     * The packet that {@link #nextPacket()} went to.
     *
     * @return sequence number, 0–65535.
     */
    public int sequence() {
        return sequence & 0xFFFF;
    }

    /**
     * Whether that packet arrived.
     *
     * @return true if so.
     */
    public boolean isReceived() {
        return received;
    }
}
