package io.penstock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MediansTest {
    @Test
    void takesTheMiddleAndLeavesTheOrder() {
        final double[] values = {3, 1, 2};
        assertEquals(2, Medians.of(values));
        assertArrayEquals(new double[] {3, 1, 2}, values);
        assertEquals(2.5, Medians.of(4, 1, 2, 3));
        assertThrows(IllegalArgumentException.class, Medians::of);
    }
}
