package io.penstock.dsp.video;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlateTest extends StageContract {
    private static final Still RED = Still.of(2, 1, 0xFFFF0000, 0xFFFF0000);
    private static final Still BLUE = Still.of(1, 1, 0xFF0000FF);

    @Override
    protected Stage create() {
        return Slate.of(RED, VideoFormat.i420(64, 36, 30));
    }

    @Test
    void keepsItsRateAndSkipsWhatIsLate() {
        try (StageHarness h = StageHarness.of(Slate.of(RED, VideoFormat.i420(64, 36, 25))).start()) {
            h.poll();
            h.advance(ms(400));
            h.poll();
            final long start = h.frames().get(0).ptsNs();
            assertEquals(11, h.frames().size());
            assertEquals(start + 400_000_000L, h.lastFrame().ptsNs());
            assertEquals(h.lastFrame().ptsNs(), h.lastFrame().captureNs());
            h.poolExhausted(true);
            h.advance(ms(40));
            h.poll();
            h.poolExhausted(false);
            assertEquals(1, h.counter("dropped.pool"));
        }
    }

    @Test
    void showsAnotherPictureWhenTold() {
        final VideoFormat format = new VideoFormat(4, 4, PixelLayout.RGB24, FrameRate.of(10), VideoColor.RGB);
        final Slate slate = Slate.of(RED, format, ScaleFit.STRETCH);
        try (StageHarness h = StageHarness.of(slate).start()) {
            h.poll();
            slate.show(BLUE);
            h.advance(ms(100));
            assertEquals(-1, h.frames().get(0).buffer().getByte(0));
            assertEquals(0, h.lastFrame().buffer().getByte(0));
            assertEquals(-1, h.lastFrame().buffer().getByte(2));
        }
    }

    @Test
    void putsThePictureOnBlackInEveryLayout() {
        for (final PixelLayout layout : PixelLayout.values()) {
            final VideoColor color = Component.isRgb(layout) ? VideoColor.RGB : VideoColor.BT601_FULL;
            final VideoFormat format = new VideoFormat(32, 32, layout, FrameRate.of(10), color);
            try (StageHarness h = StageHarness.of(Slate.of(RED, format)).start()) {
                h.poll();
                final CapturedFrame frame = h.frames().get(0);
                final Component[] parts = Component.of(format);
                final int[] red = layout == PixelLayout.RGB24 ? new int[] {255, 0, 0} : layout == PixelLayout.BGRA ? new int[] {0, 0, 255, 255}
                    : new int[] {76, 85, 255};
                for (int c = 0; c < parts.length; c++) {
                    assertEquals(red[c], frame.buffer().getByte(parts[c].at(0, 16, 16)) & 0xFF, layout + " in the middle, " + c);
                    assertEquals(parts[c].black(), frame.buffer().getByte(parts[c].at(0, 16, 2)) & 0xFF, layout + " above, " + c);
                }
            }
        }
    }

    @Test
    void readsPictureFilesWithTheirTransparency(@TempDir final Path folder) throws Exception {
        final BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 1, 0x80102030);
        final Path file = folder.resolve("a.png");
        ImageIO.write(image, "png", file.toFile());
        final Still still = Still.read(file);
        assertEquals(3, still.width());
        assertEquals(2, still.height());
        assertEquals(0x80102030, still.argb(1, 1));
        assertEquals(0, still.argb(0, 0));
        final Path other = Files.writeString(folder.resolve("b.png"), "no picture");
        assertThrows(ConfigurationException.class, () -> Still.read(other));
        assertThrows(ConfigurationException.class, () -> Still.read(folder.resolve("c.png")));
    }

    @Test
    void answersDamagedFilesWithAMessage(@TempDir final Path folder) throws Exception {
        final BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(7, 7, 0xFF102030);
        final Path file = folder.resolve("a.png");
        ImageIO.write(image, "png", file.toFile());
        final byte[] sound = Files.readAllBytes(file);
        final long seed = 20_261_122;
        final Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            final byte[] damaged = java.util.Arrays.copyOf(sound, i % 3 == 0 ? random.nextInt(sound.length) : sound.length);
            for (int k = random.nextInt(4); k >= 0 && damaged.length > 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                Still.read(file);
            } catch (final ConfigurationException e) {
                assertTrue(e.getMessage().contains("a.png"), () -> "seed " + seed + ": " + e.getMessage());
            }
        }
    }

    @Test
    void scalesWhatCannotBeSeenAwayWithoutItsColour() {
        final Still still = Still.of(2, 1, 0xFFFF0000, 0x0000FF00).sized(1, 1);
        assertEquals(0x80FF0000, still.argb(0, 0));
    }

    @Test
    void refusesFormatsWithoutARate() {
        assertThrows(ConfigurationException.class, () -> Slate.of(RED, VideoFormat.i420(4, 4, 0)));
        assertThrows(ConfigurationException.class, () -> Still.of(2, 2, 1));
    }
}
