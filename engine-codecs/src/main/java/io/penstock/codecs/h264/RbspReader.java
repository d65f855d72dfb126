package io.penstock.codecs.h264;

import io.penstock.error.CodecException;

/**
 * Reads bits and Exp-Golomb codes (ITU-T H.264 9.1) of a raw byte sequence payload, never beyond its end. One thread at a time; reusable,
 * allocates nothing.
 */
public final class RbspReader {
    private byte[] a;
    private long bit;
    private long endBit;
    private long startBit;

    /** Creates a reader of nothing. */
    public RbspReader() {
    }

    /**
     * Starts on a payload.
     *
     * @param array payload without emulation prevention.
     * @param from  its start.
     * @param to    its end.
     * @return this.
     */
    public RbspReader wrap(final byte[] array, final int from, final int to) {
        a = array;
        startBit = bit = 8L * from;
        endBit = 8L * to;
        return this;
    }

    /**
     * A bit.
     *
     * @return true for 1.
     * @throws CodecException at the end of the payload.
     */
    public boolean flag() {
        return u(1) != 0;
    }

    /**
     * An unsigned number of fixed length.
     *
     * @param bits 1–32.
     * @return the number; 32 bits come as they are in the int.
     * @throws CodecException at the end of the payload.
     */
    public int u(final int bits) {
        if (bit + bits > endBit) {
            throw new CodecException("h264: header ends in the middle of a field, after " + (bit - startBit) / 8 + " bytes");
        }
        int value = 0;
        for (int i = 0; i < bits; i++, bit++) {
            value = value << 1 | a[(int) (bit >> 3)] >> (7 - (bit & 7)) & 1;
        }
        return value;
    }

    /**
     * An unsigned Exp-Golomb code within bounds.
     *
     * @param max  greatest value that makes sense.
     * @param name name of the field, for the message.
     * @return 0 to {@code max}.
     * @throws CodecException if it is greater, or at the end of the payload.
     */
    public int ue(final int max, final String name) {
        final long value = ue();
        if (value > max) {
            throw new CodecException("h264: " + name + " is " + value + ", accepted is 0–" + max);
        }
        return (int) value;
    }

    /**
     * A signed Exp-Golomb code within bounds.
     *
     * @param min  least value that makes sense.
     * @param max  greatest value that makes sense.
     * @param name name of the field, for the message.
     * @return {@code min} to {@code max}.
     * @throws CodecException if it is out of bounds, or at the end of the payload.
     */
    public int se(final int min, final int max, final String name) {
        final long code = ue();
        final long value = (code & 1) == 0 ? -(code >> 1) : code + 1 >> 1;
        if (value < min || value > max) {
            throw new CodecException("h264: " + name + " is " + value + ", accepted is " + min + " to " + max);
        }
        return (int) value;
    }

    private long ue() {
        int zeros = 0;
        while (!flag()) {
            if (++zeros > 32) {
                throw new CodecException("h264: Exp-Golomb code of more than 32 zeros");
            }
        }
        return (1L << zeros) - 1 + (zeros == 0 ? 0 : u(zeros) & 0xffff_ffffL);
    }

    /**
     * Whether there is more than the stop bit and zeros (7.2, {@code more_rbsp_data}).
     *
     * @return true if so.
     */
    public boolean more() {
        long last = endBit - 1;
        while (last >= bit && (a[(int) (last >> 3)] >> (7 - (last & 7)) & 1) == 0) {
            last--;
        }
        return last > bit;
    }

    /**
     * How far it has read.
     *
     * @return bits from the start.
     */
    public int position() {
        return (int) (bit - startBit);
    }
}
