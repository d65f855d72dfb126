package io.penstock.core.stages.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.stages.measure.SoundMarker;
import io.penstock.core.stages.measure.SoundMarkerDetector;
import io.penstock.format.AudioFormat;
import io.penstock.frame.Pcm;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SyntheticVoiceTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(48_000, Timebase.ms(20));

    @Override
    protected Stage create() {
        return new SyntheticVoice(FORMAT, 7);
    }

    @Override
    protected boolean ends() {
        return false;
    }

    @Test
    void carriesAMarkerEvery100MsThatTellsItsTimeToASample() {
        final SoundMarkerDetector detector = new SoundMarkerDetector(48_000);
        final float[] pcm = new float[960];
        try (StageHarness h = StageHarness.of(new SyntheticVoice(FORMAT, 7)).start()) {
            h.poll();
            h.advance(Duration.ofSeconds(5));
            for (final CapturedFrame frame : h.frames()) {
                detector.push(pcm, Pcm.read(frame, pcm), frame.captureNs());
            }
        }
        int found = 0;
        while (detector.next()) {
            found++;
            final long errorNs = Math.floorMod(SoundMarker.latencyNs(detector.code(), detector.timeNs()) + 3_150_000_000L, 6_300_000_000L)
                - 3_150_000_000L;
            assertTrue(Math.abs(errorNs) < 300_000, "off by " + errorNs + " ns");
        }
        assertTrue(found >= 46, found + " markers in 5 s");
    }

    @Test
    void hasTheRhythmOfSpeech() {
        final float[] pcm = new float[960];
        int loud = 0;
        int quiet = 0;
        float peak = 0;
        try (StageHarness h = StageHarness.of(new SyntheticVoice(FORMAT, 7, false)).start()) {
            h.poll();
            h.advance(Duration.ofSeconds(10));
            for (final CapturedFrame frame : h.frames()) {
                final int n = Pcm.read(frame, pcm);
                double energy = 0;
                for (int i = 0; i < n; i++) {
                    energy += pcm[i] * pcm[i];
                    peak = Math.max(peak, Math.abs(pcm[i]));
                }
                final double dbfs = 10 * Math.log10(energy / n + 1e-12);
                loud += dbfs > -30 ? 1 : 0;
                quiet += dbfs < -50 ? 1 : 0;
            }
            assertEquals(500, h.frames().size(), 1.0);
        }
        assertTrue(loud > 100 && quiet > 25, loud + " loud and " + quiet + " quiet frames of 500");
        assertTrue(peak < 1, "clips at " + peak);
    }
}
