package io.penstock.dsp.voice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FarQueueTest {
    private static final long MS = 1_000_000;
    private final FarQueue queue = new FarQueue(8_000);

    private static float[] of(final float value) {
        final float[] x = new float[80];
        java.util.Arrays.fill(x, value);
        return x;
    }

    private float[] next() {
        final float[] x = new float[80];
        queue.read(x, 80);
        return x;
    }

    @Test
    void startsWithTheNextNearFrameWhateverTheTime() {
        assertArrayEquals(of(0), next());
        queue.write(of(1), 80, 77_000 * MS);
        assertArrayEquals(of(1), next());
        assertEquals(0, queue.missing());
    }

    @Test
    void keepsThePlaceOfALostFrame() {
        queue.write(of(1), 80, 0);
        queue.write(of(3), 80, 20 * MS);
        assertArrayEquals(of(1), next());
        assertArrayEquals(of(0), next());
        assertArrayEquals(of(3), next());
    }

    @Test
    void dropsWhatComesTooLateAndStaysInPlace() {
        queue.write(of(1), 80, 0);
        next();
        next();
        assertEquals(80, queue.missing());
        queue.write(of(2), 80, 10 * MS);
        queue.write(of(3), 80, 20 * MS);
        assertArrayEquals(of(3), next());
    }

    @Test
    void startsAnewWhereTimesJump() {
        queue.write(of(1), 80, 0);
        next();
        queue.write(of(2), 80, 100_000 * MS);
        assertArrayEquals(of(2), next());
        queue.write(of(3), 80, 0);
        assertArrayEquals(of(3), next());
    }
}
