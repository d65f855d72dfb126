package io.penstock.core.rtcp;

/**
 * View of a full intra request (RFC 5104, section 4.3.1). Allocates nothing; one thread at a time.
 * <pre>
 *   |V=2|P|  FMT=4  |   PT = 206    |          length               |
 *   |                  SSRC of packet sender                        |
 *   |                  SSRC of media source (unused, 0)             |
 *   |                  SSRC that shall send a key frame             |  entries, 8 bytes each
 *   |   Seq nr.     |    Reserved                                   |
 * </pre>
 * The command number says whether a request is new or said again.
 */
public final class FullIntraRequest {
    /** Payload type of RTCP: payload-specific feedback. */
    public static final int TYPE = 206;
    /** Feedback message type. */
    public static final int FORMAT = 4;
    /** Bytes of a request with one entry. */
    public static final int BYTES = 20;

    private static final int ENTRIES = 12;
    private static final int ENTRY_BYTES = 8;
    private byte[] array;
    private int at;
    private int count;

    /** A view of nothing yet. */
    public FullIntraRequest() {
        // Set by wrap.
    }

    /**
     * Looks at one RTCP packet of this type.
     *
     * @param from   array.
     * @param offset index of its first byte.
     * @param length bytes without padding.
     * @return false when it has no entry, or half of one.
     */
    public boolean wrap(final byte[] from, final int offset, final int length) {
        if (length < ENTRIES + ENTRY_BYTES || (length - ENTRIES) % ENTRY_BYTES != 0) {
            return false;
        }
        array = from;
        at = offset;
        count = (length - ENTRIES) / ENTRY_BYTES;
        return true;
    }

    /**
     * Who asks.
     *
     * @return SSRC.
     */
    public int senderSsrc() {
        return Bytes.i32(array, at + 4);
    }

    /**
     * Sources asked.
     *
     * @return count, positive.
     */
    public int count() {
        return count;
    }

    /**
     * A source asked.
     *
     * @param index 0 to {@link #count()} − 1.
     * @return its SSRC.
     */
    public int ssrc(final int index) {
        return Bytes.i32(array, at + ENTRIES + ENTRY_BYTES * index);
    }

    /**
     * Number of the request to a source, of each who asks; the same again is the same request.
     *
     * @param index 0 to {@link #count()} − 1.
     * @return 0–255.
     */
    public int command(final int index) {
        return array[at + ENTRIES + ENTRY_BYTES * index + 4] & 0xFF;
    }

    /**
     * Writes a request with one entry.
     *
     * @param to         array with room for {@link #BYTES}.
     * @param offset     where to begin.
     * @param senderSsrc who asks.
     * @param ssrc       whom.
     * @param command    number of the request, the low 8 bits count.
     * @return {@link #BYTES}.
     */
    public static int write(final byte[] to, final int offset, final int senderSsrc, final int ssrc, final int command) {
        Bytes.header(to, offset, FORMAT, TYPE, BYTES);
        Bytes.put32(to, offset + 4, senderSsrc);
        Bytes.put32(to, offset + 8, 0);
        Bytes.put32(to, offset + 12, ssrc);
        Bytes.put32(to, offset + 16, command << 24);
        return BYTES;
    }
}
