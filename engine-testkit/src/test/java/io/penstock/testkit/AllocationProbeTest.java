package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("allocation")
class AllocationProbeTest {
    private Object kept;

    @Test
    void countsNothingWhereNothingIsAllocated() {
        final int[] counter = new int[1];
        assertEquals(0.0, new AllocationProbe().measure(() -> counter[0]++, 1000));
    }

    @Test
    void countsEveryByte() {
        // 16 bytes of array header and 1000 of content, aligned to 8
        assertEquals(1016.0, new AllocationProbe().measure(() -> kept = new byte[1000], 1000));
    }

    @Test
    void leavesOutWhatIsBracketed() {
        final AllocationProbe probe = new AllocationProbe();
        assertEquals(1016.0, probe.measure(() -> {
            kept = new byte[1000];
            probe.pause();
            kept = new byte[50_000];
            probe.resume();
        }, 1000));
        assertEquals(1001, probe.intervals());
        assertTrue(kept instanceof byte[]);
    }
}
