package io.penstock.dsp.voice;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class GainControllerTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(16_000, ms(10));
    private static final long MS = 1_000_000;

    @Override
    protected Stage create() {
        return GainController.create();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static void push(final StageHarness h, final int frame) {
        final TestFrame f = h.frame();
        for (int i = 0; i < 160; i++) {
            f.buffer().putShort(2 * i, (short) (frame * 160 + i), ByteOrder.LITTLE_ENDIAN);
        }
        h.push(f.length(320));
        h.advance(ms(10));
    }

    @Test
    void movesTimesByItsLookAheadAndDrainsAtTheEnd() {
        final GainController stage = GainController.create().active(false);
        try (StageHarness h = StageHarness.of(stage).input(FORMAT).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 10; i++) {
                push(h, i);
            }
            h.endOfStream();
            assertEquals(11, h.frames().size());
            assertEquals(t, h.frames().get(0).ptsNs(), "nothing before the beginning");
            for (int i = 1; i < 10; i++) {
                final CapturedFrame frame = h.frames().get(i);
                assertEquals(t + 10 * MS * i - 2 * MS, frame.ptsNs());
                assertEquals(160 * i - 32, frame.buffer().getShort(0, ByteOrder.LITTLE_ENDIAN), "the sample of that time");
            }
            final CapturedFrame last = h.frames().get(10);
            assertEquals(t + 98 * MS, last.ptsNs());
            assertEquals(64, last.length());
            assertEquals(1599, last.buffer().getShort(62, ByteOrder.LITTLE_ENDIAN), "the last sample");
        }
    }

    @Test
    void movesGapsWithTheSound() {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            push(h, 0);
            final long now = h.clock().nanoTime();
            h.pushEvent("in", new io.penstock.event.Event.Gap(now, 20 * MS));
            assertTrue(h.captured().toString().contains(String.valueOf(now - 2 * MS)), h.captured().toString());
        }
    }

    @Test
    void reportsAndRefuses() {
        final GainController stage = GainController.to(-20);
        assertEquals(0, stage.gainDb());
        assertEquals(Float.NEGATIVE_INFINITY, stage.speechDbfs());
        assertThrows(ConfigurationException.class, () -> stage.targetDbfs(3));
        assertThrows(ConfigurationException.class, () -> GainController.to(-50));
        try (StageHarness h = StageHarness.of(stage).input(FORMAT).start()) {
            h.push(h.frame().length(3));
            assertEquals(1, h.counter("errors.malformed"));
        }
    }
}
