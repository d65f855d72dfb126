package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VideoDenoiserTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(64, 48, 30);

    @Override
    protected Stage create() {
        return VideoDenoiser.of(5);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    /** Standard deviation of the luma of the last of many grey pictures with noise. */
    private static double left(final StageHarness h, final Random random) {
        for (int n = 0; n < 15; n++) {
            final byte[] picture = new byte[FORMAT.frameBytes()];
            for (int i = 0; i < picture.length; i++) {
                picture[i] = (byte) Math.round(120 + 8 * random.nextGaussian());
            }
            h.clear();
            h.push(h.frame().payload(picture));
        }
        double sum = 0;
        for (int i = 0; i < 64 * 48; i++) {
            final int d = (h.frames().get(0).buffer().getByte(i) & 0xFF) - 120;
            sum += d * d;
        }
        return Math.sqrt(sum / (64 * 48));
    }

    @Test
    void showsTheNoiseAndTakesItOutByALiveStrength() {
        final VideoDenoiser denoiser = VideoDenoiser.of(0);
        final Random random = new Random(1);
        try (StageHarness h = StageHarness.of(denoiser).input(FORMAT).start()) {
            assertEquals(8, left(h, random), 0.5);
            assertEquals(8000, h.counter("noise.milli"), 1500);
            denoiser.strength(5);
            assertTrue(left(h, random) < 3);
        }
    }

    @Test
    void dropsTruncatedPicturesAndRefusesStrengthsOutOfRange() {
        try (StageHarness h = StageHarness.of(VideoDenoiser.of(5)).input(FORMAT).start()) {
            h.push(h.frame().length(FORMAT.frameBytes() - 1));
            assertEquals(0, h.frames().size());
            assertEquals(1, h.counter("dropped.truncated"));
        }
        assertThrows(ConfigurationException.class, () -> VideoDenoiser.of(10));
        final DenoiseProvider provider = new DenoiseProvider();
        assertThrows(ConfigurationException.class, () -> provider.factory(StageOptions.check(provider, Map.of("strength", "-1"))));
    }
}
