package io.penstock.codecs.h264.deblock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Arithmetic on four samples at once, each in 16 bits of a long, the first in the lowest.
 *
 * <p>Sums and differences of such longs are those of the lanes as long as each lane is read only where it is positive: a difference whose
 * lanes may be negative is first added to a long of lanes large enough.
 */
final class Lanes {
    /** 1 in each lane: {@code value * ONE} is the value in each. */
    static final long ONE = 0x0001_0001_0001_0001L;
    /** The bit that holds the answer of {@link #below}. */
    static final long TOP = 0x8000_8000_8000_8000L;
    /** The bits of a sample. */
    static final long SAMPLE = 0x00FF_00FF_00FF_00FFL;
    /** First and third lane. */
    static final long EVEN = 0x0000_FFFF_0000_FFFFL;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Lanes() {
    }

    static long eight(final byte[] s, final int at) {
        return (long) LONGS.get(s, at);
    }

    static void eight(final byte[] s, final int at, final long samples) {
        LONGS.set(s, at, samples);
    }

    /** The four bytes at one place and, above them, those at another. */
    static long fours(final byte[] s, final int at, final int other) {
        return (int) INTS.get(s, at) & 0xFFFF_FFFFL | (long) (int) INTS.get(s, other) << 32;
    }

    /** What {@link #below} wants for a threshold. */
    static long threshold(final int value) {
        return (0x7FFF + value) * ONE;
    }

    /** {@link #TOP} set in each lane where |difference| is below the threshold; other bits are noise. Differences are signed lanes. */
    static long below(final long difference, final long threshold) {
        return threshold + difference & threshold - difference;
    }

    /** All bits of the lanes that have {@link #TOP} set. */
    static long full(final long flags) {
        final long ones = flags >>> 15 & ONE;
        return (ones << 16) - ones;
    }

    /**
     * Clip3(-bound, bound, value).
     *
     * @param value value + 0x8000 in each lane, |value| up to 0x3FFF.
     * @param bound 0 to 0x1FFF.
     * @return signed lanes: to be added to something larger.
     */
    static long clip(final long value, final long bound) {
        final long up = value + bound;
        final long upPositive = up & TOP;
        final long fromLow = up & upPositive - (upPositive >>> 15);
        final long left = (bound << 1 | TOP) - fromLow;
        final long leftPositive = left & TOP;
        return bound - (left & leftPositive - (leftPositive >>> 15));
    }

    /** Clip1 of a sum of samples and signed lanes, at most 0x7F00 away from the range of samples: base must be 0x8000 more in each lane. */
    static long saturate(final long base) {
        final long positive = base & TOP;
        final long value = base & positive - (positive >>> 15);
        final long over = (value + 0x7F00 * ONE & TOP) >>> 15;
        return (value | (over << 8) - over) & SAMPLE;
    }

    /** Eight samples, the even ones and the odd ones each moved by signed lanes, clipped. */
    static long moved(final long samples, final long even, final long odd) {
        final long newEven = (samples & SAMPLE) + even;
        final long newOdd = (samples >>> 8 & SAMPLE) + odd;
        if (((newEven | newOdd) & ~SAMPLE) == 0) {
            return newOdd << 8 | newEven;
        }
        return saturate((samples & SAMPLE | TOP) + even) | saturate((samples >>> 8 & SAMPLE | TOP) + odd) << 8;
    }

    /** filterSamplesFlag of 8.7.2 in the top bit of each lane, but for bS. */
    static long step(final long p1, final long p0, final long q0, final long q1, final long alphas, final long betas) {
        return below(p0 - q0, alphas) & below(p1 - p0, betas) & below(q1 - q0, betas);
    }

    /** The change of p0, clipped to tC: signed lanes. */
    static long delta(final long p1, final long p0, final long q0, final long q1, final long tc) {
        // 4 to round; 2048 keeps each lane positive, and is 256 after the shift.
        final long value = (q0 - p0 << 2) + p1 - q1 + 2052 * ONE;
        return clip((value >>> 3 & 0x1FFF * ONE) + (0x8000 - 256) * ONE, tc);
    }

    /** Four bytes in each of four rows, from lanes by row of the first two and of the last two bytes. */
    static void storeFourRows(final byte[] s, final int at, final int stride, final long left, final long right) {
        final long rows0And2 = left & EVEN | (right & EVEN) << 16;
        final long rows1And3 = left >>> 16 & EVEN | right & ~EVEN;
        INTS.set(s, at, (int) rows0And2);
        INTS.set(s, at + stride, (int) rows1And3);
        INTS.set(s, at + 2 * stride, (int) (rows0And2 >>> 32));
        INTS.set(s, at + 3 * stride, (int) (rows1And3 >>> 32));
    }
}
