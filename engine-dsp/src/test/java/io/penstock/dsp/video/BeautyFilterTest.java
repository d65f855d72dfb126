package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.beauty.DrawnFace;
import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BeautyFilterTest extends StageContract {
    @Override
    protected Stage create() {
        return BeautyFilter.of(5, 3);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(64, 48, 30));
    }

    private static byte[] picture() {
        return new DrawnFace(320, 240).wall(110, 140, 118, 3, 1).face(150, 95, 90, 150, 112, 150, 2).data;
    }

    private static byte[] push(final StageHarness h, final byte[] picture) {
        h.clear();
        h.push(h.frame().payload(picture));
        final byte[] out = new byte[h.frames().get(0).length()];
        h.frames().get(0).buffer().getBytes(0, out);
        return out;
    }

    @Test
    void levelsMayChangeWhileItRuns() {
        final BeautyFilter filter = BeautyFilter.of(0, 0);
        final byte[] in = picture();
        try (StageHarness h = StageHarness.of(filter).input(VideoFormat.i420(320, 240, 30)).start()) {
            assertTrue(Arrays.equals(in, push(h, in)), "level 0 changes nothing");
            filter.smoothing(5);
            final byte[] smooth = push(h, in);
            assertFalse(Arrays.equals(in, smooth));
            assertEquals(1, h.counter("faces"));
            filter.whitening(9);
            assertFalse(Arrays.equals(smooth, push(h, in)));
        }
    }

    @Test
    void takesNv12AndFullRangeAndDropsTruncatedPictures() {
        final VideoFormat format = new VideoFormat(320, 240, PixelLayout.NV12, FrameRate.of(30), VideoColor.BT601_FULL);
        try (StageHarness h = StageHarness.of(BeautyFilter.of(5, 3)).input(format).start()) {
            h.push(h.frame().length(format.frameBytes()));
            h.push(h.frame().length(format.frameBytes() - 1));
            assertEquals(1, h.frames().size());
            assertEquals(1, h.counter("dropped.truncated"));
        }
    }

    @Test
    void refusesLevelsOutOfRange() {
        assertThrows(ConfigurationException.class, () -> BeautyFilter.of(10, 0));
        assertThrows(ConfigurationException.class, () -> BeautyFilter.of(0, -1));
        final BeautyProvider provider = new BeautyProvider();
        assertThrows(ConfigurationException.class, () -> provider.factory(StageOptions.check(provider, Map.of("smooth", "11"))));
    }
}
