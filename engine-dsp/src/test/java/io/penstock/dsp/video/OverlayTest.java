package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverlayTest extends StageContract {
    private static final Still WHITE = Still.of(4, 4, white(0xFFFFFFFF));

    @Override
    protected Stage create() {
        return hasFonts() ? Overlay.clock("yyyy-MM-dd HH:mm:ss.SSS", 12, 0xFFFFFFFF) : Overlay.image(WHITE);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(64, 36, 30));
    }

    private static int[] white(final int argb) {
        final int[] pixels = new int[16];
        java.util.Arrays.fill(pixels, argb);
        return pixels;
    }

    private static boolean hasFonts() {
        try {
            return Still.text("8", 20, -1).width() > 4;
        } catch (final ConfigurationException e) {
            return false;
        }
    }

    private static CapturedFrame lay(final Overlay overlay, final VideoFormat format, final byte[] in) {
        try (StageHarness h = StageHarness.of(overlay).input(format).start()) {
            h.push(h.frame().payload(in));
            return h.frames().get(0);
        }
    }

    @Test
    void mixesByAlphaAndOpacityInEveryLayout() {
        final int[] rgb = {200, 40, 90};
        for (final PixelLayout layout : PixelLayout.values()) {
            final VideoColor color = Component.isRgb(layout) ? VideoColor.RGB : VideoColor.BT709_LIMITED;
            final VideoFormat format = new VideoFormat(16, 8, layout, FrameRate.of(15), color);
            final byte[] in = new byte[format.frameBytes()];
            new Random(2).nextBytes(in);
            final Still still = Still.of(4, 4, white(0x80000000 | rgb[0] << 16 | rgb[1] << 8 | rgb[2]));
            final CapturedFrame out = lay(Overlay.image(still).at(Corner.BOTTOM_RIGHT, 2, 2).opacity(0.5), format, in);
            final Component[] parts = Component.of(format);
            final var matrix = PixelConverter.matrix(color);
            final int packed = rgb[0] << 16 | rgb[1] << 8 | rgb[2];
            final int[] wanted = layout == PixelLayout.RGB24 ? rgb : layout == PixelLayout.BGRA ? new int[] {rgb[2], rgb[1], rgb[0], 255}
                : new int[] {matrix.luma(packed), matrix.cb(packed), matrix.cr(packed)};
            for (int c = 0; c < parts.length; c++) {
                for (int y = 0; y < 8; y++) {
                    for (int x = 0; x < 16; x++) {
                        final int at = parts[c].at(0, x, y);
                        final boolean covered = x >= 10 && x < 14 && y >= 2 && y < 6;
                        final double part = covered ? 128.0 / 255 * 0.5 : 0;
                        assertEquals((in[at] & 0xFF) * (1 - part) + wanted[c] * part, out.buffer().getByte(at) & 0xFF, 0.51,
                            layout + " component " + c + " at " + x + ',' + y);
                    }
                }
            }
        }
    }

    @Test
    void isCutOffAtTheEdges() {
        final VideoFormat format = VideoFormat.i420(9, 7, 15);
        for (final Corner corner : Corner.values()) {
            for (final int x : new int[] {-100, -3, 0, 6, 100}) {
                for (final int y : new int[] {-100, -3, 0, 5, 100}) {
                    lay(Overlay.image(WHITE).at(corner, x, y), format, new byte[format.frameBytes()]);
                }
            }
        }
        final CapturedFrame out = lay(Overlay.image(WHITE).at(Corner.TOP_LEFT, -2, -2), format, new byte[format.frameBytes()]);
        assertEquals(235, out.buffer().getByte(9 + 1) & 0xFF);
        assertEquals(0, out.buffer().getByte(2));
    }

    @Test
    void changesWhileItRuns() {
        final VideoFormat format = new VideoFormat(8, 8, PixelLayout.GRAY8, FrameRate.of(15), VideoColor.BT601_FULL);
        final Overlay overlay = Overlay.image(WHITE);
        try (StageHarness h = StageHarness.of(overlay).input(format).start()) {
            h.push(h.frame().payload(new byte[64]));
            overlay.at(Corner.TOP_LEFT, 4, 0);
            h.push(h.frame().payload(new byte[64]));
            overlay.opacity(0);
            h.push(h.frame().payload(new byte[64]));
            overlay.opacity(1).show(Still.of(1, 1, 0xFF646464));
            h.push(h.frame().payload(new byte[64]));
            final int[] first = {255, 0, 0, 0};
            final int[] fifth = {0, 255, 0, 100};
            for (int i = 0; i < 4; i++) {
                assertEquals(first[i], h.frames().get(i).buffer().getByte(0) & 0xFF, "picture " + i);
                assertEquals(fifth[i], h.frames().get(i).buffer().getByte(4) & 0xFF, "picture " + i);
            }
        }
    }

    @Test
    void followsAChangeOfLayout() {
        try (StageHarness h = StageHarness.of(Overlay.image(WHITE)).input(VideoFormat.i420(8, 8, 15)).start()) {
            final VideoFormat other = new VideoFormat(4, 4, PixelLayout.RGB24, FrameRate.of(15), VideoColor.RGB);
            h.pushFormatChange(other);
            h.push(h.frame().payload(new byte[48]));
            assertEquals(-1, h.frames().get(0).buffer().getByte(47));
        }
    }

    @Test
    void theClockSaysWhatTheCalendarDoes() {
        assumeTrue(hasFonts(), "no font here: install one to draw text");
        final ClockFace face = new ClockFace("yyyyMMddHHmmssSSS", 12, -1);
        final DateTimeFormatter calendar = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");
        final Random random = new Random(9);
        for (int i = 0; i < 2000; i++) {
            final long ms = random.nextLong(-2_000_000_000_000L, 9_000_000_000_000L);
            assertEquals(calendar.format(Instant.ofEpochMilli(ms).atOffset(ZoneOffset.UTC)), face.text(ms * 1_000_000), "ms " + ms);
        }
    }

    @Test
    void theClockTicksWithThePicturesTimeAndOffset() {
        assumeTrue(hasFonts(), "no font here: install one to draw text");
        final VideoFormat format = VideoFormat.i420(128, 32, 15);
        final Overlay overlay = Overlay.clock("ss", 24, -1);
        try (StageHarness h = StageHarness.of(overlay).input(format).start()) {
            final long second = 1_000_000_000L;
            final long t = h.clock().nanoTime();
            final long whole = t + second - Math.floorMod(h.clock().epochNs(t), second);
            h.push(h.frame().payload(new byte[format.frameBytes()]).ptsNs(whole));
            h.push(h.frame().payload(new byte[format.frameBytes()]).ptsNs(whole + second - 1));
            h.push(h.frame().payload(new byte[format.frameBytes()]).ptsNs(whole + second));
            overlay.utcOffset(Duration.ofSeconds(-1));
            h.push(h.frame().payload(new byte[format.frameBytes()]).ptsNs(whole + second));
            final byte[][] seen = h.frames().stream().map(CapturedFrame::payload).toArray(byte[][]::new);
            assertTrue(java.util.Arrays.equals(seen[0], seen[1]));
            assertTrue(!java.util.Arrays.equals(seen[1], seen[2]));
            assertTrue(java.util.Arrays.equals(seen[0], seen[3]));
        }
    }

    @Test
    void writesTextThatCanBeSeen() {
        assumeTrue(hasFonts(), "no font here: install one to draw text");
        final VideoFormat format = new VideoFormat(120, 40, PixelLayout.GRAY8, FrameRate.of(15), VideoColor.BT601_FULL);
        final byte[] grey = new byte[format.frameBytes()];
        java.util.Arrays.fill(grey, (byte) 128);
        final CapturedFrame out = lay(Overlay.text("Penstock", 24, -1).at(Corner.CENTRE, 0, 0), format, grey);
        int bright = 0;
        int dark = 0;
        for (final byte b : out.payload()) {
            bright += (b & 0xFF) > 240 ? 1 : 0;
            dark += (b & 0xFF) < 60 ? 1 : 0;
        }
        assertTrue(bright > 200 && dark > 100, bright + " bright, " + dark + " dark pixels");
    }

    @Test
    void refusesOrDropsWhatItCannotShow() {
        assertThrows(ConfigurationException.class, () -> Overlay.image(WHITE).opacity(1.5));
        assertThrows(ConfigurationException.class, () -> Overlay.text("a", 3, -1));
        try (StageHarness h = StageHarness.of(Overlay.image(WHITE)).input(VideoFormat.i420(8, 8, 15)).start()) {
            h.push(h.frame().length(20));
            assertEquals(1, h.counter("dropped.truncated"));
        }
    }
}
