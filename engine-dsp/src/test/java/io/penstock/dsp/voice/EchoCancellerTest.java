package io.penstock.dsp.voice;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.AudioFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class EchoCancellerTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(16_000, ms(10));
    private static final int N = 160;

    @Override
    protected Stage create() {
        return EchoCanceller.create();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input("near", FORMAT).input("far", FORMAT);
    }

    private static void push(final StageHarness h, final String port, final int value) {
        final ByteBuffer pcm = ByteBuffer.allocate(2 * N).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < N; i++) {
            pcm.putShort((short) (value * Math.sin(0.1 * i)));
        }
        final TestFrame frame = h.frame(port);
        frame.buffer().putBytes(0, pcm.array());
        h.push(port, frame.length(2 * N));
    }

    private static int peak(final io.penstock.testkit.CapturedFrame frame) {
        int peak = 0;
        for (int i = 0; i < frame.length(); i += 2) {
            peak = Math.max(peak, Math.abs(frame.buffer().getShort(i, ByteOrder.LITTLE_ENDIAN)));
        }
        return peak;
    }

    @Test
    void keepsTimesAndCountOfTheNearEnd() {
        try (StageHarness h = StageHarness.of(create()).input("near", FORMAT).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 5; i++) {
                push(h, "near", 1000 * (i + 1));
                h.advance(ms(10));
            }
            assertEquals(4, h.frames().size(), "one frame late");
            h.endOfStream();
            assertEquals(5, h.frames().size());
            for (int i = 0; i < 5; i++) {
                assertEquals(t + 10_000_000L * i, h.frames().get(i).ptsNs());
                assertEquals(1000 * (i + 1), peak(h.frames().get(i)), 2);
            }
        }
    }

    @Test
    void putsOutWhatItHoldsBeforeAGap() {
        try (StageHarness h = StageHarness.of(create()).input("near", FORMAT).start()) {
            push(h, "near", 1000);
            h.advance(ms(10));
            h.pushEvent("near", new io.penstock.event.Event.Gap(h.clock().nanoTime(), 20_000_000L));
            assertEquals(1, h.frames().size());
            assertEquals(1000, peak(h.frames().get(0)), 2);
        }
    }

    @Test
    void countsFramesOfAWrongLength() {
        try (StageHarness h = StageHarness.of(create()).input("near", FORMAT).input("far", FORMAT).start()) {
            h.push("near", h.frame("near").length(0));
            h.push("far", h.frame("far").length(3));
            assertEquals(2, h.counter("errors.malformed"));
        }
    }

    @Test
    void reportsBeforeAndAfterTheStart() {
        final EchoCanceller stage = EchoCanceller.create(false);
        assertEquals(-1, stage.statistics().delayMs());
        try (StageHarness h = StageHarness.of(stage).input("near", FORMAT).input("far", FORMAT).start()) {
            push(h, "far", 1000);
            push(h, "near", 1000);
            assertTrue(stage.statistics().toString().contains("delay -1 ms"), stage.statistics().toString());
        }
    }
}
