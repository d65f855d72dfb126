package io.penstock.dsp.audio;

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
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GainTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(48_000, ms(10));

    @Override
    protected Stage create() {
        return Gain.ofDb(-6.0206);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static void push(final StageHarness h, final int level) {
        final TestFrame frame = h.frame("in").length(960);
        for (int i = 0; i < 480; i++) {
            frame.buffer().putShort(2 * i, (short) level, ByteOrder.LITTLE_ENDIAN);
        }
        h.push("in", frame);
        h.advance(ms(10));
    }

    private static short sample(final StageHarness h, final int frame, final int index) {
        final CapturedFrame captured = h.frames().get(frame);
        return captured.buffer().getShort(2 * index, ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void multipliesFromTheFirstSampleOn() {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            push(h, 10_000);
            assertEquals(5_000, sample(h, 0, 0));
            assertEquals(5_000, sample(h, 0, 479));
        }
    }

    @Test
    void glidesWhenItChanges() {
        final Gain gain = Gain.of(1);
        try (StageHarness h = StageHarness.of(gain).input(FORMAT).start()) {
            push(h, 10_000);
            gain.muted(true);
            push(h, 10_000);
            push(h, 10_000);
            gain.muted(false).db(20);
            push(h, 10_000);
            push(h, 10_000);
            int last = 10_000;
            for (int f = 1; f < 5; f++) {
                for (int i = 0; i < 480; i++) {
                    assertTrue(Math.abs(sample(h, f, i) - last) < 150, "a step at " + f + ", " + i);
                    last = sample(h, f, i);
                }
            }
            assertEquals(0, sample(h, 2, 479));
            assertEquals(32_767, sample(h, 4, 479), "saturates");
        }
    }

    @Test
    void countsWhatIsMalformed() {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            h.push("in", h.frame("in").length(3));
            assertEquals(1, h.counter("errors.malformed"));
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(ConfigurationException.class, () -> Gain.ofDb(41));
        assertThrows(ConfigurationException.class, () -> Gain.ofDb(Double.NaN));
        assertThrows(ConfigurationException.class, () -> Gain.of(-1));
        assertThrows(ConfigurationException.class, () -> Gain.ofDb(0, Duration.ofSeconds(11)));
    }
}
