package io.penstock.codecs.h264.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes bits and Exp-Golomb codes (ITU-T H.264 9.1) as an Annex B byte stream, emulation prevention (7.4.1) included, straight into the
 * caller's array. What does not fit there is counted but not stored: nothing throws, {@link #overflowed()} tells. One thread at a time;
 * allocates nothing.
 *
 * <pre>{@code
 * out.start(array, 0, array.length);
 * out.startNal(3, NalTypes.IDR);
 * out.ue(0);
 * out.put(5, 3);
 * out.trailing();                               // array holds out.bytes() bytes, unless out.overflowed()
 * }</pre>
 */
public final class BitWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    /** 7.4.1: bytes up to this one are escaped after two zeros. */
    private static final int LAST_ESCAPED = 3;

    private byte[] a = {};
    private int start;
    private int limit;
    /** Where the next byte goes. */
    private int at;
    /** Emulation prevention bytes so far. */
    private int escapes;
    /** Zero bytes just before {@link #at}, 0 to 2. */
    private int zeros;
    /** Bits not in the array yet, in the low {@link #count} bits; what is above them is waste. */
    private long cache;
    /** 0 to 31 between calls. */
    private int count;

    private int markAt;
    private int markEscapes;
    private int markZeros;
    private long markCache;
    private int markCount;

    /** Makes a writer to nowhere. */
    public BitWriter() {
    }

    /**
     * Starts over in an array. Puts the mark there, too.
     *
     * @param target where to write.
     * @param offset index of the first byte.
     * @param end    index after the last byte that may be written.
     * @throws IllegalArgumentException if that is not inside the array.
     */
    public void start(final byte[] target, final int offset, final int end) {
        if (offset < 0 || end < offset || end > target.length) {
            throw new IllegalArgumentException("bytes " + offset + " to " + end + " of an array of " + target.length);
        }
        a = target;
        start = at = offset;
        limit = end;
        escapes = zeros = count = 0;
        cache = 0;
        mark();
    }

    /**
     * Writes a start code, 00 00 00 01, and a NAL unit header. What is before must be aligned, as {@link #trailing()} leaves it.
     *
     * @param refIdc {@code nal_ref_idc}, 0–3.
     * @param type   {@code nal_unit_type}, 1–31, see {@link NalTypes}.
     */
    public void startNal(final int refIdc, final int type) {
        drain();
        store((byte) 0);
        store((byte) 0);
        store((byte) 0);
        store((byte) 1);
        store((byte) (refIdc << 5 | type));
        zeros = 0;
    }

    /**
     * Writes an unsigned number of fixed length.
     *
     * @param value the number; bits above the length are ignored.
     * @param bits  0–32.
     */
    public void put(final int value, final int bits) {
        cache = cache << bits | value & (1L << bits) - 1;
        count += bits;
        if (count >= 32) {
            flush();
        }
    }

    /** Like {@link #put}, for a value that has nothing above its bits. */
    void putClean(final int value, final int bits) {
        cache = cache << bits | value;
        count += bits;
        if (count >= 32) {
            flush();
        }
    }

    /**
     * Writes an unsigned Exp-Golomb code.
     *
     * @param value 0 to 2^31 - 1.
     */
    public void ue(final int value) {
        final int code = value + 1;
        final int length = 31 - Integer.numberOfLeadingZeros(code);
        if (length < 16) {
            putClean(code, 2 * length + 1);
        } else {
            put(0, length);
            put(code, length + 1);
        }
    }

    /**
     * Writes a signed Exp-Golomb code.
     *
     * @param value any within ±(2^30).
     */
    public void se(final int value) {
        ue(value > 0 ? 2 * value - 1 : -2 * value);
    }

    /**
     * Length of an unsigned Exp-Golomb code.
     *
     * @param value 0 to 2^31 - 1.
     * @return bits.
     */
    public static int ueBits(final int value) {
        return 63 - 2 * Integer.numberOfLeadingZeros(value + 1);
    }

    /**
     * Length of a signed Exp-Golomb code.
     *
     * @param value any within ±(2^30).
     * @return bits.
     */
    public static int seBits(final int value) {
        return ueBits(value > 0 ? 2 * value - 1 : -2 * value);
    }

    /** Ends a NAL unit: stop bit, zeros up to the end of the byte, and everything into the array. */
    public void trailing() {
        put(1, 1);
        put(0, -count & 7);
        drain();
    }

    /**
     * Size so far.
     *
     * @return bytes since {@link #start}, with start codes and emulation prevention; a started byte counts. More than there is room for once
     *         {@link #overflowed()}.
     */
    public int bytes() {
        return at - start + (count + 7 >> 3) + pendingEscapes(cache, count & ~7, count & 7);
    }

    /**
     * Size that {@link #trailing()} would leave now, to the byte.
     *
     * @return bytes since {@link #start}.
     */
    public int bytesIfEnded() {
        final int whole = count + 8 & ~7;
        final long ended = (cache << 1 | 1) << whole - count - 1;
        return at - start + (whole >> 3) + pendingEscapes(ended, whole, 0);
    }

    /** Emulation prevention that the whole bytes not in the array yet will need. */
    private int pendingEscapes(final long bits, final int length, final int below) {
        int more = 0;
        int run = zeros;
        for (int shift = length - 8 + below; shift >= below; shift -= 8) {
            final int b = (int) (bits >>> shift) & 255;
            if (run == 2 && b <= LAST_ESCAPED) {
                more++;
                run = 0;
            }
            run = b == 0 ? run + 1 : 0;
        }
        return more;
    }

    /**
     * Bits so far.
     *
     * @return bits since {@link #start}, start codes and NAL headers included, emulation prevention not.
     */
    public long bits() {
        return 8L * (at - start - escapes) + count;
    }

    /** Remembers this point; there is only one mark. */
    public void mark() {
        markAt = at;
        markEscapes = escapes;
        markZeros = zeros;
        markCache = cache;
        markCount = count;
    }

    /** Goes back to the mark, as if nothing had been written since; may be done again and again. */
    public void rewind() {
        at = markAt;
        escapes = markEscapes;
        zeros = markZeros;
        cache = markCache;
        count = markCount;
    }

    /**
     * Whether more was written than there was room for. Bits that have not filled their byte do not count before {@link #trailing()}, up to
     * three whole bytes neither; {@link #bytes()} counts them.
     *
     * @return true if so: what the array holds is of no use, except up to the mark.
     */
    public boolean overflowed() {
        return at > limit;
    }

    private void flush() {
        count -= 32;
        final int word = (int) (cache >>> count);
        // Without a zero byte in it (the old trick with borrows) nothing inside needs an escape; before it there may be two zeros.
        if ((word - 0x0101_0101 & ~word & 0x8080_8080) == 0 && (zeros < 2 || word >>> 24 > LAST_ESCAPED) && at <= limit - 4) {
            INT.set(a, at, word);
            at += 4;
            zeros = 0;
        } else {
            escape(word >>> 24);
            escape(word >>> 16 & 255);
            escape(word >>> 8 & 255);
            escape(word & 255);
        }
    }

    private void drain() {
        while (count >= 8) {
            count -= 8;
            escape((int) (cache >>> count) & 255);
        }
    }

    private void escape(final int b) {
        if (zeros == 2 && b <= LAST_ESCAPED) {
            store((byte) 3);
            escapes++;
            zeros = 0;
        }
        store((byte) b);
        zeros = b == 0 ? zeros + 1 : 0;
    }

    private void store(final byte b) {
        if (at < limit) {
            a[at] = b;
        }
        at++;
    }
}
