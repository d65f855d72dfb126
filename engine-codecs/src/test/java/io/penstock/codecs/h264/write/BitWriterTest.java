package io.penstock.codecs.h264.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.RbspReader;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bits go out as they came, escaped where a start code would show, and never past the limit. */
final class BitWriterTest {
    private static final int GUARD = 0x55;
    private final BitWriter out = new BitWriter();

    /** Fields of random lengths, many of them of zeros only, so that escapes are needed in every position. */
    @Test
    void readsBackWhatWasWrittenThroughAllEscapes() {
        for (long seed = 0; seed < 3000; seed++) {
            final Random random = new Random(seed);
            final byte[] array = new byte[4096];
            final int offset = random.nextInt(8);
            final int fields = 1 + random.nextInt(120);
            out.start(array, offset, array.length);
            out.startNal(2, NalTypes.SLICE);
            long bits = 40;
            for (int i = 0; i < fields; i++) {
                bits += field(random, null);
                assertEquals(bits, out.bits(), "seed " + seed);
            }
            final int announced = out.bytesIfEnded();
            out.trailing();
            assertEquals(announced, out.bytes(), "seed " + seed);
            final int end = offset + out.bytes();
            assertEquals(offset + 4, NalUnits.first(array, offset, end));
            assertEquals(2 << 5 | 1, array[offset + 4]);
            assertEquals(end, NalUnits.end(array, offset + 4, end), "seed " + seed + ": a start code inside");
            final byte[] rbsp = new byte[array.length];
            final int length = NalUnits.unescape(array, offset + 5, end, rbsp, 0);
            final byte[] again = new byte[array.length];
            assertEquals(end - offset - 5, NalUnits.escape(rbsp, 0, length, again, 0), "seed " + seed);
            assertArrayEquals(Arrays.copyOfRange(array, offset + 5, end), Arrays.copyOf(again, end - offset - 5), "seed " + seed);
            final Random same = new Random(seed);
            same.nextInt(8);
            same.nextInt(120);
            final RbspReader in = new RbspReader().wrap(rbsp, 0, length);
            for (int i = 0; i < fields; i++) {
                field(same, in);
            }
            assertFalse(in.more());
            assertTrue(in.flag());
        }
    }

    /** Writes a field, or with a reader checks it. Returns its bits. */
    private int field(final Random random, final RbspReader in) {
        final int kind = random.nextInt(4);
        final int bits = random.nextInt(33);
        final int value = kind < 2 ? random.nextInt(1 << random.nextInt(3)) : random.nextInt();
        final int golomb = random.nextInt() >>> 1 + random.nextInt(31);
        final int signed = (random.nextBoolean() ? 1 : -1) * (golomb >>> 1);
        if (random.nextInt(3) > 0) {
            if (in == null) {
                out.put(value, bits);
            } else if (bits > 0) {
                assertEquals(bits == 32 ? value : value & (1 << bits) - 1, in.u(bits));
            }
            return bits;
        }
        if (kind % 2 == 0) {
            if (in == null) {
                out.ue(golomb);
            } else {
                assertEquals(golomb, in.ue(Integer.MAX_VALUE, "x"));
            }
            return BitWriter.ueBits(golomb);
        }
        if (in == null) {
            out.se(signed);
        } else {
            assertEquals(signed, in.se(Integer.MIN_VALUE + 1, Integer.MAX_VALUE, "x"));
        }
        return BitWriter.seBits(signed);
    }

    @Test
    void writesTheLargestCodes() {
        final byte[] array = new byte[64];
        out.start(array, 0, 64);
        out.ue(Integer.MAX_VALUE);
        out.ue(Integer.MAX_VALUE - 1);
        out.se(1 << 30);
        out.trailing();
        final byte[] rbsp = new byte[64];
        final RbspReader in = new RbspReader().wrap(rbsp, 0, NalUnits.unescape(array, 0, out.bytes(), rbsp, 0));
        assertEquals(Integer.MAX_VALUE, in.ue(Integer.MAX_VALUE, "x"));
        assertEquals(Integer.MAX_VALUE - 1, in.ue(Integer.MAX_VALUE, "x"));
        assertEquals(1 << 30, in.se(-(1 << 30), 1 << 30, "x"));
        assertEquals(63, BitWriter.ueBits(Integer.MAX_VALUE));
        assertEquals(1, BitWriter.seBits(0));
    }

    /** Sizes are told to the byte at every point: what is told before the end is what the end brings. */
    @Test
    void tellsItsSizeAtAnyPoint() {
        for (long seed = 0; seed < 300; seed++) {
            final Random random = new Random(seed);
            final byte[] array = new byte[1024];
            out.start(array, 0, array.length);
            for (int i = 0; i < 60; i++) {
                out.put(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(4) == 0 ? 1 : 0, random.nextInt(20));
                out.mark();
                final int before = out.bytes();
                final int announced = out.bytesIfEnded();
                out.trailing();
                assertEquals(announced, out.bytes(), "seed " + seed);
                assertTrue(before <= announced && announced <= before + 2);
                out.rewind();
                assertEquals(before, out.bytes());
            }
        }
    }

    @Test
    void goesBackToItsMarkAsIfNothingHadHappened() {
        for (long seed = 0; seed < 500; seed++) {
            final byte[] straight = new byte[2048];
            final byte[] detours = new byte[2048];
            final Random random = new Random(seed);
            final BitWriter other = new BitWriter();
            out.start(straight, 0, straight.length);
            other.start(detours, 0, detours.length);
            for (int i = 0; i < 100; i++) {
                final int value = random.nextInt(3) == 0 ? random.nextInt() : 0;
                final int bits = random.nextInt(33);
                if (random.nextBoolean()) {
                    other.mark();
                    for (int k = random.nextInt(400); k > 0; k--) {
                        other.put(random.nextInt(), random.nextInt(33));
                    }
                    other.rewind();
                    assertFalse(other.overflowed());
                }
                out.put(value, bits);
                other.put(value, bits);
                assertEquals(out.bytes(), other.bytes());
                assertEquals(out.bits(), other.bits());
            }
            out.trailing();
            other.trailing();
            assertArrayEquals(Arrays.copyOf(straight, out.bytes()), Arrays.copyOf(detours, out.bytes()), "seed " + seed);
        }
    }

    @Test
    void neverWritesPastItsLimitAndSaysSo() {
        for (long seed = 0; seed < 500; seed++) {
            final Random random = new Random(seed);
            final byte[] array = new byte[80];
            Arrays.fill(array, (byte) GUARD);
            final int offset = random.nextInt(10);
            final int end = offset + random.nextInt(60);
            out.start(array, offset, end);
            out.startNal(0, NalTypes.SEI);
            for (int i = random.nextInt(30); i > 0; i--) {
                out.put(random.nextBoolean() ? 0 : random.nextInt(), 1 + random.nextInt(32));
            }
            out.trailing();
            assertEquals(out.bytes() > end - offset, out.overflowed(), "seed " + seed);
            for (int i = 0; i < array.length; i++) {
                assertTrue(i >= offset && i < end || array[i] == GUARD, "seed " + seed);
            }
        }
    }

    @Test
    void refusesARangeOutsideTheArray() {
        assertThrows(IllegalArgumentException.class, () -> out.start(new byte[4], 2, 5));
        assertThrows(IllegalArgumentException.class, () -> out.start(new byte[4], -1, 3));
        assertThrows(IllegalArgumentException.class, () -> out.start(new byte[4], 3, 2));
    }
}
