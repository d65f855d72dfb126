package io.penstock.codecs.h264.motion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs twice: in a plain JVM, and in one with the Vector API. */
class LoopChoiceTest {
    private static final int STRIDE = 48;
    private static final int ROWS = 24;
    private static final int AT = 3 * STRIDE + 5;

    private final byte[] from = new byte[STRIDE * ROWS];
    private final byte[][] found = new byte[3][from.length];
    private final short[] scratch = new short[PixelLoops.SCRATCH];

    @Test
    void isAcceleratedWhereTheHostAddsTheModuleOnAMachineSuitedToIt() throws ReflectiveOperationException {
        assertEquals(Boolean.getBoolean("penstock.expected.accelerator") && suited(), Pixels.accelerated());
    }

    private static boolean suited() throws ReflectiveOperationException {
        return ((PixelLoops) Class.forName("io.penstock.codecs.h264.motion.IncubatorLoops").getDeclaredConstructor().newInstance()).suited();
    }

    @Test
    void fillsTilesTheSameToTheBit() {
        final Random random = new Random(3);
        for (int trial = 0; trial < 4000; trial++) {
            final byte[][] plain = new byte[3][from.length];
            final int kind = trial % 3;
            for (int i = 0; i < from.length; i++) {
                final int stripe = (i % STRIDE + 1) / 2 + (kind == 2 ? (i / STRIDE + 1) / 2 : 0);
                from[i] = (byte) (kind == 0 ? random.nextInt() : random.nextInt(8) == 0 ? -random.nextInt(2) : -(stripe & 1));
            }
            final int rows = 1 + random.nextInt(16);
            for (final byte[] plane : found) {
                Arrays.fill(plane, (byte) 0);
            }
            PixelLoops.plainHalfSamples(from, AT, STRIDE, rows, plain[0], plain[1], plain[2]);
            Pixels.halfSamples(from, AT, STRIDE, rows, found[0], found[1], found[2], scratch);
            for (int plane = 0; plane < 3; plane++) {
                assertArrayEquals(plain[plane], found[plane], "trial " + trial + " plane " + plane);
            }
        }
    }

    @Test
    @Tag("allocation")
    void fillsTilesWithoutAllocating() {
        new Random(1).nextBytes(from);
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            Pixels.halfSamples(from, AT, STRIDE, 16, found[0], found[1], found[2], scratch);
        }, 20_000, 10_000));
    }
}
