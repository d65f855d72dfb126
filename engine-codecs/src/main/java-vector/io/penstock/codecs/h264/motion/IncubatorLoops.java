package io.penstock.codecs.h264.motion;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops by the Vector API, which is an incubator: loaded by name, and only where the host runs with its module.
 *
 * <p>Only calls that exist alike in Java 17 and later. Compiled by C2 they allocate nothing; before that they are slow and do, so
 * {@link LoopChoice} runs them in before anyone else sees them. C2 puts vectors on the heap that move from one name to the next in a
 * loop, and those handed to a method that it does not inline, as it does in large callers: each row starts afresh here, sums call nothing but
 * the Vector API, and the passes over a tile are compiled one by one. Transforms gained nothing on 17 and stay in plain Java.
 */
final class IncubatorLoops extends PixelLoops {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> WIDE = ShortVector.SPECIES_256;
    private static final short LOW = 0xFF;
    /** What two filtered rows may add up to so that nothing overflows 16 bits. */
    private static final short INNER_LEAST = -4718;
    private static final short INNER_MOST = 21_037;
    /** Called through a table, so that C2 does not make one method of them: that would be too large for it to inline what they call. */
    private static final Pass[] PASSES = {IncubatorLoops::across, IncubatorLoops::columns, IncubatorLoops::centres, IncubatorLoops::down};

    IncubatorLoops() {
    }

    @Override
    boolean suited() {
        return ShortVector.SPECIES_PREFERRED.length() >= WIDE.length();
    }

    @Override
    int sad16(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride, final int height) {
        ShortVector sum = ShortVector.zero(WIDE);
        int p = aAt;
        int q = bAt;
        for (int y = 0; y < height; y++) {
            final ShortVector x = ((ShortVector) ByteVector.fromArray(BYTES, a, p).convertShape(VectorOperators.B2S, WIDE, 0)).and(LOW);
            final ShortVector z = ((ShortVector) ByteVector.fromArray(BYTES, b, q).convertShape(VectorOperators.B2S, WIDE, 0)).and(LOW);
            sum = sum.add(x.sub(z).abs());
            p += aStride;
            q += bStride;
        }
        return sum.reduceLanes(VectorOperators.ADD) & 0xFFFF;
    }

    @Override
    int sadOfAverage16(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final byte[] c, final int cAt,
                       final int stride, final int height) {
        ShortVector sum = ShortVector.zero(WIDE);
        int p = aAt;
        int offset = 0;
        for (int y = 0; y < height; y++) {
            final ShortVector x = ((ShortVector) ByteVector.fromArray(BYTES, a, p).convertShape(VectorOperators.B2S, WIDE, 0)).and(LOW);
            final ShortVector y1 = ((ShortVector) ByteVector.fromArray(BYTES, b, bAt + offset).convertShape(VectorOperators.B2S, WIDE, 0)).and(LOW);
            final ShortVector y2 = ((ShortVector) ByteVector.fromArray(BYTES, c, cAt + offset).convertShape(VectorOperators.B2S, WIDE, 0)).and(LOW);
            sum = sum.add(x.sub(y1.add(y2).add((short) 1).lanewise(VectorOperators.LSHR, 1)).abs());
            p += aStride;
            offset += stride;
        }
        return sum.reduceLanes(VectorOperators.ADD) & 0xFFFF;
    }

    @Override
    void halfSamples(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h, final byte[] j,
                     final short[] scratch) {
        for (final Pass pass : PASSES) {
            pass.run(from, at, stride, rows, b, h, j, scratch);
        }
    }

    private static ShortVector wide(final byte[] from, final int at) {
        return ((ShortVector) ByteVector.fromArray(BYTES, from, at).convertShape(VectorOperators.B2S, WIDE, 0)).and(LOW);
    }

    /** What the filter gives in each row, before rounding, from two rows above to three below. */
    private static void across(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h,
                               final byte[] j, final short[] scratch) {
        int p = at - 2 * stride;
        for (int y = 0; y < rows + 5; y++) {
            taps(wide(from, p - 2).add(wide(from, p + 3)), wide(from, p - 1).add(wide(from, p + 2)), wide(from, p).add(wide(from, p + 1)))
                .intoArray(scratch, y << 4);
            p += stride;
        }
    }

    private static ShortVector taps(final ShortVector outer, final ShortVector middle, final ShortVector inner) {
        return outer.add(inner.lanewise(VectorOperators.LSHL, 2).sub(middle).mul((short) 5));
    }

    private static ShortVector half(final ShortVector filtered) {
        return filtered.add((short) 16).lanewise(VectorOperators.ASHR, 5);
    }

    private static void store(final ShortVector samples, final byte[] to, final int at) {
        ((ByteVector) samples.max((short) 0).min(LOW).convertShape(VectorOperators.S2B, BYTES, 0)).intoArray(to, at);
    }

    private static void columns(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h,
                                final byte[] j, final short[] scratch) {
        int to = at;
        for (int y = 0; y < rows; y++) {
            store(half(ShortVector.fromArray(WIDE, scratch, y + 2 << 4)), b, to);
            to += stride;
        }
    }

    private static ShortVector sum(final short[] filtered, final int y, final int other) {
        return ShortVector.fromArray(WIDE, filtered, y << 4).add(ShortVector.fromArray(WIDE, filtered, other << 4));
    }

    /**
     * (outer - 5 * middle + 20 * inner + 512) / 1024 in 16 bits: floors of floors are floors of the whole. Where the bounds of the inner ones
     * change anything, what comes out is far below black or above white.
     */
    private static void centres(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h,
                                final byte[] j, final short[] scratch) {
        int to = at;
        for (int y = 0; y < rows; y++) {
            final ShortVector middle = sum(scratch, y + 1, y + 4);
            final ShortVector inner = sum(scratch, y + 2, y + 3).max(INNER_LEAST).min(INNER_MOST);
            final ShortVector quarter = sum(scratch, y, y + 5).sub(middle).lanewise(VectorOperators.ASHR, 2);
            final ShortVector sixteenth = quarter.sub(middle).add(inner).lanewise(VectorOperators.ASHR, 2).add(inner);
            store(sixteenth.add((short) 32).lanewise(VectorOperators.ASHR, 6), j, to);
            to += stride;
        }
    }

    private static void down(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h,
                             final byte[] j, final short[] scratch) {
        int to = at;
        for (int y = 0; y < rows; y++) {
            final ShortVector outer = wide(from, to - 2 * stride).add(wide(from, to + 3 * stride));
            final ShortVector middle = wide(from, to - stride).add(wide(from, to + 2 * stride));
            store(half(taps(outer, middle, wide(from, to).add(wide(from, to + stride)))), h, to);
            to += stride;
        }
    }

    /** One pass over a tile, with all that {@link #halfSamples} was given. */
    @FunctionalInterface
    private interface Pass {
        void run(byte[] from, int at, int stride, int rows, byte[] b, byte[] h, byte[] j, short[] scratch);
    }
}
