package io.penstock.dsp.audio;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.AudioFormat;
import io.penstock.frame.AudioLevel;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelMeterTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.stereo(48_000, ms(10));

    @Override
    protected Stage create() {
        return LevelMeter.create();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static void tone(final StageHarness h, final int frames, final double amplitude) {
        for (int k = 0; k < frames; k++) {
            final TestFrame frame = h.frame();
            for (int i = 0; i < 480; i++) {
                final short sample = (short) Math.round(32768 * amplitude * Math.sin(2 * Math.PI * i / 48));
                frame.buffer().putShort(4 * i, sample, ByteOrder.LITTLE_ENDIAN);
                frame.buffer().putShort(4 * i + 2, sample, ByteOrder.LITTLE_ENDIAN);
            }
            h.push(frame.length(4 * 480));
            h.advance(ms(10));
        }
    }

    @Test
    void measuresWhatPassesUnchanged() {
        final LevelMeter meter = LevelMeter.create();
        assertEquals(127, meter.levels().levelDbov(), "before the start");
        try (StageHarness h = StageHarness.of(meter).input(FORMAT).start()) {
            tone(h, 400, 0.0708);
            assertEquals(-23, meter.levels().integratedLufs(), 0.1);
            assertEquals(-23, meter.levels().peakDbfs(), 0.1);
            assertEquals(26, meter.levels().levelDbov());
            assertEquals(26, h.counter("level.dbov"));
            assertEquals(Math.round(32768 * 0.0708), h.frames().get(9).buffer().getShort(4 * 12, ByteOrder.LITTLE_ENDIAN));
            assertTrue(meter.levels().toString().contains("-23.0 integrated"), meter.levels().toString());
        }
    }

    @Test
    void writesTheLevelIntoTheFramesWhereAsked() {
        try (StageHarness h = StageHarness.of(LevelMeter.create(m -> m.voice(() -> true).tagging())).input(FORMAT).start()) {
            tone(h, 20, 0.0708);
            final long tag = h.frames().get(19).userTag();
            assertTrue(AudioLevel.isTag(tag) && AudioLevel.voice(tag));
            assertEquals(26, AudioLevel.level(tag));
        }
        try (StageHarness h = StageHarness.of(LevelMeter.create()).input(FORMAT).start()) {
            tone(h, 1, 0.5);
            assertEquals(0, h.frames().get(0).userTag());
        }
    }

    @Test
    void tellsAListenerEveryLevelAndWhetherItIsVoice() {
        final List<String> heard = new ArrayList<>();
        final LevelMeter meter = LevelMeter.create(m -> m.voice(() -> heard.size() % 2 == 1)
            .listener((pts, level, voice) -> heard.add(level + (voice ? " voice" : ""))));
        try (StageHarness h = StageHarness.of(meter).input(FORMAT).start()) {
            tone(h, 2, 0.1);
            tone(h, 1, 0);
        }
        assertEquals(List.of("23", "23 voice", "127"), heard);
    }

    @Test
    void startsAnewWhenFlushed() {
        final LevelMeter meter = LevelMeter.create();
        try (StageHarness h = StageHarness.of(meter).input(FORMAT).start()) {
            tone(h, 100, 0.5);
            h.flush();
            assertEquals(-200, meter.levels().peakDbfs());
            assertEquals(Float.NEGATIVE_INFINITY, meter.levels().integratedLufs());
        }
    }
}
