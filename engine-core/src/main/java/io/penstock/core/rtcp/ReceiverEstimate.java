package io.penstock.core.rtcp;

/**
 * View of a receiver estimated maximum bitrate (REMB, draft-alvestrand-rmcat-remb-03). Allocates nothing; one thread at a time.
 * <pre>
 *   |V=2|P| FMT=15  |   PT = 206    |          length               |
 *   |                  SSRC of packet sender                        |
 *   |                  SSRC of media source (unused, 0)             |
 *   |  'R'          |  'E'          |  'M'          |  'B'          |
 *   |  Num SSRC     | BR Exp    |  BR Mantissa (18 bits)            |
 *   |   SSRC feedback, one each                                     |
 * </pre>
 */
public final class ReceiverEstimate {
    /** Payload type of RTCP: payload-specific feedback. */
    public static final int TYPE = 206;
    /** Feedback message type: application layer feedback. */
    public static final int FORMAT = 15;
    /** Bytes of an estimate beside its sources, 4 bytes each. */
    public static final int FIXED_BYTES = 20;

    private static final int NAME = 0x52454D42;
    private static final int MANTISSA_BITS = 18;
    private byte[] array;
    private int at;

    /** A view of nothing yet. */
    public ReceiverEstimate() {
        // Set by wrap.
    }

    /**
     * Looks at one RTCP packet of this type.
     *
     * @param from   array.
     * @param offset index of its first byte.
     * @param length bytes without padding.
     * @return false when it is other application layer feedback, or its sources do not fit.
     */
    public boolean wrap(final byte[] from, final int offset, final int length) {
        if (length < FIXED_BYTES || Bytes.i32(from, offset + 12) != NAME || length < FIXED_BYTES + 4 * (from[offset + 16] & 0xFF)) {
            return false;
        }
        array = from;
        at = offset;
        return true;
    }

    /**
     * Who estimates.
     *
     * @return SSRC.
     */
    public int senderSsrc() {
        return Bytes.i32(array, at + 4);
    }

    /**
     * What all named sources together may send.
     *
     * @return bits per second, at most {@code Long.MAX_VALUE}.
     */
    public long bitsPerSecond() {
        final int exponent = (array[at + 17] & 0xFF) >> 2;
        final long mantissa = (array[at + 17] & 3L) << 16 | Bytes.u16(array, at + 18);
        return exponent >= Long.numberOfLeadingZeros(mantissa) ? mantissa == 0 ? 0 : Long.MAX_VALUE : mantissa << exponent;
    }

    /**
     * Sources it is about.
     *
     * @return 0–255.
     */
    public int count() {
        return array[at + 16] & 0xFF;
    }

    /**
     * A source it is about.
     *
     * @param index 0 to {@link #count()} − 1.
     * @return its SSRC.
     */
    public int ssrc(final int index) {
        return Bytes.i32(array, at + FIXED_BYTES + 4 * index);
    }

    /**
     * Writes an estimate, rounded down to 18 bits.
     *
     * @param to            array with room for {@link #FIXED_BYTES} and four a source.
     * @param offset        where to begin.
     * @param senderSsrc    who estimates.
     * @param bitsPerSecond estimate, not negative.
     * @param ssrcs         sources it is about.
     * @param count         how many of them, 0–255.
     * @return its bytes.
     */
    public static int write(final byte[] to, final int offset, final int senderSsrc, final long bitsPerSecond, final int[] ssrcs,
                            final int count) {
        final int exponent = Math.max(0, Long.SIZE - MANTISSA_BITS - Long.numberOfLeadingZeros(bitsPerSecond));
        final int bytes = FIXED_BYTES + 4 * count;
        Bytes.header(to, offset, FORMAT, TYPE, bytes);
        Bytes.put32(to, offset + 4, senderSsrc);
        Bytes.put32(to, offset + 8, 0);
        Bytes.put32(to, offset + 12, NAME);
        Bytes.put32(to, offset + 16, count << 24 | exponent << MANTISSA_BITS | (int) (bitsPerSecond >>> exponent));
        for (int i = 0; i < count; i++) {
            Bytes.put32(to, offset + FIXED_BYTES + 4 * i, ssrcs[i]);
        }
        return bytes;
    }
}
