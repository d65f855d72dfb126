package io.penstock.core.rtcp;

/**
 * View of congestion control feedback (RFC 8888, section 3.1). Allocates nothing; one thread at a time.
 * <pre>
 *   |V=2|P| FMT=11  |   PT = 205    |          length               |
 *   |                 SSRC of RTCP packet sender                    |
 *   |                   SSRC of 1st RTP stream                      |
 *   |          begin_seq            |          num_reports          |
 *   |R|ECN|  arrival time offset    | ...                           |
 *   |                        report timestamp                       |
 * </pre>
 */
public final class CongestionFeedback {
    /** Payload type of RTCP: transport-layer feedback. */
    public static final int TYPE = 205;
    /** Feedback message type. */
    public static final int FORMAT = 11;

    private byte[] array;
    private int end;
    private int at;
    private int next;

    /** A view of nothing yet. */
    public CongestionFeedback() {
        // Set by wrap.
    }

    /**
     * Looks at one RTCP packet of this type.
     *
     * @param from   array.
     * @param offset index of its first byte.
     * @param length bytes, as its header says.
     * @return false when its streams do not fit into it.
     */
    public boolean wrap(final byte[] from, final int offset, final int length) {
        if (length < CongestionFeedbackWriter.FIXED_BYTES || (length & 3) != 0) {
            return false;
        }
        array = from;
        end = offset + length - 4;
        next = offset + 8;
        int p = next;
        while (p + 8 <= end) {
            p += bytes(p);
        }
        return p == end;
    }

    private int bytes(final int stream) {
        return 8 + (u16(stream + 6) + 1 & ~1) * 2;
    }

    /**
     * Goes to the next stream, at first to the first.
     *
     * @return false when there is none.
     */
    public boolean nextStream() {
        if (next >= end) {
            return false;
        }
        at = next;
        next += bytes(at);
        return true;
    }

    /**
     * Which stream it is.
     *
     * @return SSRC.
     */
    public int ssrc() {
        return u16(at) << 16 | u16(at + 2);
    }

    /**
     * First packet reported.
     *
     * @return sequence number, 0–65535.
     */
    public int beginSequence() {
        return u16(at + 4);
    }

    /**
     * Packets reported.
     *
     * @return count.
     */
    public int count() {
        return u16(at + 6);
    }

    /**
     * Whether a packet arrived.
     *
     * @param index 0 to {@link #count()} − 1.
     * @return true if so.
     */
    public boolean received(final int index) {
        return (array[at + 8 + 2 * index] & 0x80) != 0;
    }

    /**
     * ECN mark of a packet.
     *
     * @param index 0 to {@link #count()} − 1.
     * @return 0–3.
     */
    public int ecn(final int index) {
        return array[at + 8 + 2 * index] >> 5 & 3;
    }

    /**
     * How long before the report a packet arrived.
     *
     * @param index 0 to {@link #count()} − 1.
     * @return nanoseconds, in steps of 1/1024 s; from 8190/1024 s on longer ago than can be told (0x1FFE), or unknown (0x1FFF).
     */
    public long arrivalOffsetNs(final int index) {
        return (u16(at + 8 + 2 * index) & 0x1FFF) * 1_000_000_000L >> 10;
    }

    /**
     * When it was written.
     *
     * @return in 1/65536 s of the reporter's clock, modulo 2^32.
     */
    public int reportTime() {
        return u16(end) << 16 | u16(end + 2);
    }

    private int u16(final int p) {
        return (array[p] & 0xFF) << 8 | array[p + 1] & 0xFF;
    }
}
