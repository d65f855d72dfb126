package io.penstock.core.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import org.junit.jupiter.api.Test;

class NullSinkTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(8000, Timebase.ms(20));

    @Override
    protected Stage create() {
        return new NullSink(true);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static long hash(final int first, final long ptsNs) {
        final NullSink sink = new NullSink(true);
        try (StageHarness h = StageHarness.of(sink).input(FORMAT).start()) {
            h.push(h.frame().ptsNs(ptsNs).payload(new byte[] {(byte) first, 2, 3, 4}));
            h.push(h.frame().ptsNs(ptsNs + 1).payload(new byte[] {5, 6}));
            assertEquals(2, sink.frames());
            assertEquals(6, sink.bytes());
        }
        return sink.hash();
    }

    @Test
    void equalMediaHasEqualHashesAndAnyDifferenceShows() {
        assertEquals(hash(1, 5), hash(1, 5));
        assertNotEquals(hash(1, 5), hash(2, 5));
        assertNotEquals(hash(1, 5), hash(1, 6));
    }
}
