package io.penstock.dsp.voice;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class HighPassTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.stereo(48_000, ms(10));

    @Override
    protected Stage create() {
        return HighPass.create();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    @Test
    void takesAConstantOutOfEitherSampleType() {
        for (final SampleType type : SampleType.values()) {
            final AudioFormat format = AudioFormat.mono(16_000, ms(10)).as(type);
            try (StageHarness h = StageHarness.of(HighPass.at(100, 2)).input(format).start()) {
                for (int frame = 0; frame < 50; frame++) {
                    final TestFrame f = h.frame();
                    for (int i = 0; i < 160; i++) {
                        if (type == SampleType.S16) {
                            f.buffer().putShort(2 * i, (short) 10_000, ByteOrder.LITTLE_ENDIAN);
                        } else {
                            f.buffer().putFloat(4 * i, 0.3f, ByteOrder.LITTLE_ENDIAN);
                        }
                    }
                    h.push(f.length(160 * type.bytes()));
                    h.advance(ms(10));
                }
                final CapturedFrame last = h.frames().get(49);
                final double left = type == SampleType.S16 ? last.buffer().getShort(0, ByteOrder.LITTLE_ENDIAN) / 32768.0
                    : last.buffer().getFloat(0, ByteOrder.LITTLE_ENDIAN);
                assertEquals(0, left, 1e-4);
            }
        }
    }

    @Test
    void followsAChangeOfRateAndKeepsItsCounts() {
        final AudioFormat format = AudioFormat.mono(48_000, ms(10)).as(SampleType.F32);
        try (StageHarness h = StageHarness.of(HighPass.create()).input(format).start()) {
            final TestFrame bad = h.frame();
            bad.buffer().putFloat(0, Float.NaN, ByteOrder.LITTLE_ENDIAN);
            h.push(bad.length(4 * 480));
            h.pushFormatChange(AudioFormat.mono(16_000, ms(10)).as(SampleType.F32));
            h.push(h.frame().length(4 * 160));
            assertEquals(1, h.counter("errors.notfinite"));
            assertEquals(2, h.frames().size());
        }
    }

    @Test
    void dropsWhatIsNoWholeSample() {
        try (StageHarness h = StageHarness.of(HighPass.create()).input(FORMAT).start()) {
            h.push(h.frame().length(3));
            assertEquals(1, h.counter("errors.malformed"));
            assertTrue(h.frames().isEmpty());
        }
    }

    @Test
    void refusesCornersThatNoVoiceSurvives() {
        assertThrows(ConfigurationException.class, () -> HighPass.at(5000, 2));
        assertThrows(ConfigurationException.class, () -> HighPass.at(80, 3));
    }
}
