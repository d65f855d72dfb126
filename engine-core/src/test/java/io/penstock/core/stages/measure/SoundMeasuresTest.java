package io.penstock.core.stages.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SoundMeasuresTest {
    private static final int RATE = 48_000;

    @Test
    void aMarkerUnderNoiseTellsALatencyOfSecondsToHalfAMillisecond() {
        final Random random = new Random(7);
        for (final long latencyNs : new long[] {1_000_000, 37_123_456, 250_000_000, 3_000_000_000L, 6_000_000_000L}) {
            final SoundMarker marker = new SoundMarker(RATE, SoundMarker.DEFAULT_LEVEL_DBFS);
            final SoundMarkerDetector detector = new SoundMarkerDetector(RATE);
            final float[] pcm = new float[480];
            int found = 0;
            for (int frame = 0; frame < 300; frame++) {
                final long sentNs = 5_000_000_000L + frame * 10_000_000L;
                for (int i = 0; i < pcm.length; i++) {
                    pcm[i] = (float) random.nextGaussian() * 0.01f;
                }
                marker.embed(pcm, pcm.length, sentNs);
                detector.push(pcm, pcm.length, sentNs + latencyNs);
                while (detector.next()) {
                    found++;
                    assertEquals(latencyNs, SoundMarker.latencyNs(detector.code(), detector.timeNs()), 500_000.0);
                }
            }
            assertTrue(found >= 27, found + " of 30 found");
        }
    }

    @Test
    void noMarkerIsFoundWhereThereIsNone() {
        final Random random = new Random(7);
        final SoundMarkerDetector detector = new SoundMarkerDetector(RATE);
        final float[] pcm = new float[480];
        int found = 0;
        for (int frame = 0; frame < 1000; frame++) {
            for (int i = 0; i < pcm.length; i++) {
                pcm[i] = (float) random.nextGaussian() * 0.1f;
            }
            detector.push(pcm, pcm.length, frame * 10_000_000L);
            while (detector.next()) {
                found++;
            }
        }
        assertTrue(found <= 1, found + " found in noise");
    }

    @Test
    void correlationFindsADelayBetweenSamplesAndSaysHowSureItIs() {
        final Random random = new Random(7);
        final float[] original = new float[4800];
        for (int i = 1; i < original.length; i++) {
            original[i] = 0.9f * original[i - 1] + (float) random.nextGaussian() * 0.1f;
        }
        final float[] received = new float[9600];
        for (int i = 0; i < original.length; i++) {
            received[i + 1234] = original[i] * 0.5f + (float) random.nextGaussian() * 0.01f;
        }
        final CrossCorrelator correlator = new CrossCorrelator(9600);
        assertTrue(correlator.compare(original, 0, original.length, received, 0, received.length, 0, 4000));
        assertEquals(1234, correlator.lagSamples(), 0.5);
        assertTrue(correlator.confidence() > 0.1, "confidence " + correlator.confidence());
        assertFalse(correlator.compare(new float[100], 0, 100, received, 0, 1000, 0, 500), "silence cannot be compared");
    }
}
