package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.EngineException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngSnapshotTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(33, 17, 15);

    @TempDir
    Path folder;

    @Override
    protected Stage create() {
        return PngSnapshot.every(4, folder.resolve("p-%d.png"));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    @Override
    protected String allocatesBecause() {
        return "it writes a file on a thread of its own, and starts with its name; between pictures it allocates nothing";
    }

    /** By the definitions in BT.601 and BT.709, in doubles. */
    private static int[] rgb(final VideoColor color, final int y, final int cb, final int cr) {
        final boolean full = color == VideoColor.BT601_FULL || color == VideoColor.BT709_FULL;
        final boolean hd = color == VideoColor.BT709_FULL || color == VideoColor.BT709_LIMITED;
        final double kr = hd ? 0.2126 : 0.299;
        final double kb = hd ? 0.0722 : 0.114;
        final double l = full ? y / 255.0 : (y - 16) / 219.0;
        final double r = l + 2 * (1 - kr) * (cr - 128) / (full ? 255.0 : 224.0);
        final double b = l + 2 * (1 - kb) * (cb - 128) / (full ? 255.0 : 224.0);
        final double g = (l - kr * r - kb * b) / (1 - kr - kb);
        final int[] result = new int[3];
        final double[] parts = {r, g, b};
        for (int i = 0; i < 3; i++) {
            result[i] = (int) Math.round(255 * Math.max(0, Math.min(1, parts[i])));
        }
        return result;
    }

    @Test
    void writesPicturesThatImageIoReadsInTheRightColours() throws Exception {
        for (final VideoColor color : new VideoColor[] {VideoColor.BT601_LIMITED, VideoColor.BT601_FULL, VideoColor.BT709_LIMITED}) {
            final VideoFormat format = new VideoFormat(33, 17, PixelLayout.I420, FrameRate.of(15), color);
            final byte[] picture = new byte[format.frameBytes()];
            new Random(9).nextBytes(picture);
            final ByteArrayOutputStream png = new ByteArrayOutputStream();
            PngWriter.write(png, picture, format);
            final BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
            assertEquals(33, image.getWidth());
            assertEquals(17, image.getHeight());
            for (int y = 0; y < 17; y++) {
                for (int x = 0; x < 33; x++) {
                    final int chroma = 33 * 17 + y / 2 * 17 + x / 2;
                    final int[] wanted = rgb(color, picture[y * 33 + x] & 0xFF, picture[chroma] & 0xFF, picture[chroma + 17 * 9] & 0xFF);
                    final int found = image.getRGB(x, y);
                    for (int i = 0; i < 3; i++) {
                        assertEquals(wanted[i], found >> 16 - 8 * i & 0xFF, 1, color + " at " + x + ',' + y);
                    }
                }
            }
        }
    }

    @Test
    void writesALargePictureInManyChunks() throws Exception {
        final VideoFormat format = VideoFormat.i420(640, 360, 15);
        final byte[] picture = new byte[format.frameBytes()];
        new Random(10).nextBytes(picture);
        final ByteArrayOutputStream png = new ByteArrayOutputStream();
        PngWriter.write(png, picture, format);
        assertEquals(640, ImageIO.read(new ByteArrayInputStream(png.toByteArray())).getWidth());
    }

    @Test
    void writesTheFirstPictureAndOthersWhenAsked() throws Exception {
        final PngSnapshot png = PngSnapshot.first(folder.resolve("first.png"));
        final Path asked = folder.resolve("asked.png");
        try (StageHarness h = StageHarness.of(png).input(FORMAT).start()) {
            h.push(h.frame().payload(payload("in", FORMAT, 0)));
            final CompletableFuture<Path> done = png.take(asked);
            final CompletableFuture<Path> second = png.take(asked);
            assertTrue(second.isCompletedExceptionally(), "one at a time");
            // the writer may still be busy with the first picture
            final long mostPictures = 100_000_000;
            for (long i = 0; i < mostPictures && !done.isDone(); i++) {
                h.push(h.frame().length(FORMAT.frameBytes()));
            }
            assertEquals(asked, done.get(5, TimeUnit.SECONDS));
        }
        assertEquals(33, ImageIO.read(asked.toFile()).getWidth());
        assertTrue(Files.exists(folder.resolve("first.png")));
    }

    @Test
    void finishesWhatItIsWritingAndRefusesWhatItCannot() throws Exception {
        final PngSnapshot png = PngSnapshot.onDemand();
        final CompletableFuture<Path> impossible = png.take(folder.resolve("no/such/folder.png"));
        final CompletableFuture<Path> late;
        try (StageHarness h = StageHarness.of(png).input(FORMAT).start()) {
            h.push(h.frame().length(FORMAT.frameBytes()));
            late = png.take(folder.resolve("late.png"));
        }
        assertInstanceOf(EngineException.class, assertThrows(ExecutionException.class, () -> impossible.get(5, TimeUnit.SECONDS)).getCause());
        assertInstanceOf(EngineException.class, assertThrows(ExecutionException.class, late::get).getCause());
        assertInstanceOf(EngineException.class, assertThrows(ExecutionException.class, () -> png.take(folder).get()).getCause());
        assertThrows(EngineException.class, () -> PngSnapshot.every(0, folder));
    }
}
