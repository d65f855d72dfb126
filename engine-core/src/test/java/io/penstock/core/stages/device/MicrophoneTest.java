package io.penstock.core.stages.device;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.stage.Stage;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrophoneTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(8000, ms(20));
    private static final long FRAME_NS = 20_000_000;

    @Override
    protected Stage create() {
        return new Microphone(FORMAT, new FakeLine(0, false, false));
    }

    /** The device stays silent: its thread has no part in a clock moved by hand. What it records is tested below. */
    @Override
    protected boolean putsOut() {
        return false;
    }

    @Test
    void putsOutWhatTheDeviceRecordsAndEndsWithIt() {
        try (StageHarness h = StageHarness.of(new Microphone(FORMAT, new FakeLine(6, true, false))).start()) {
            while (!h.events().contains(Event.EndOfStream.INSTANCE)) {
                assertTrue(h.awaitWake(Duration.ofSeconds(10)), "the waker was run");
                h.poll();
            }
            assertEquals(6, h.frames().size());
            for (int i = 0; i < 6; i++) {
                assertEquals(i, h.frames().get(i).buffer().getByte(100));
                // The fake had all of it when it was read: what is still pending came later.
                assertEquals(h.clock().nanoTime() - (6 - i) * FRAME_NS, h.frames().get(i).captureNs());
            }
        }
    }

    @Test
    void dropsAndCountsWhatTheGraphDoesNotTake() throws InterruptedException {
        final FakeLine line = new FakeLine(30, false, false);
        try (StageHarness h = StageHarness.of(new Microphone(FORMAT, line)).start()) {
            h.poolExhausted(true);
            assertTrue(line.allRead.await(10, TimeUnit.SECONDS));
            h.poolExhausted(false);
            h.poll();
            assertEquals(10, h.frames().size(), "200 ms");
            assertEquals(20, h.counter("dropped.overrun"));
        }
    }

    @Test
    void smoothsTheTimesOfBlocksAndFollowsTheDriftOfTheDevice() {
        final CaptureClock clock = new CaptureClock();
        long worst = 0;
        long last = 0;
        for (int i = 0; i < 5000; i++) {
            // 200 ppm slow, read up to 10 ms late
            final long truly = i * 20_004_000L;
            last = clock.timeOf(truly + (i * 7919L % 10) * 1_000_000L, FRAME_NS);
            assertFalse(clock.jumped());
            if (i > 1000) {
                worst = Math.max(worst, Math.abs(last - truly - 4_500_000));
            }
        }
        assertTrue(worst < 1_500_000, "off by " + worst + " ns");
        assertEquals(last + 500_000_000, clock.timeOf(last + 500_000_000, FRAME_NS), "starts anew after a stall");
        assertTrue(clock.jumped());
    }

    @Test
    void doesNotStartWithoutADevice() {
        final EngineException e = assertThrows(EngineException.class,
            () -> StageHarness.of(new Microphone(FORMAT, new FakeLine(1, true, true))).start());
        assertEquals(EngineException.Category.IO, e.category());
    }

    @Test
    void saysInOneLineThatThereIsNoSuchDevice() {
        final EngineException e = assertThrows(EngineException.class,
            () -> StageHarness.of(Microphone.of(FORMAT, "no device has this name")).start());
        assertEquals(EngineException.Category.IO, e.category());
        assertTrue(e.getMessage().startsWith("microphone \"no device has this name\": no sound device here takes 8000 Hz s16"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void takesIntegersOnly() {
        assertThrows(ConfigurationException.class, () -> Microphone.of(FORMAT.as(SampleType.F32)));
    }
}
