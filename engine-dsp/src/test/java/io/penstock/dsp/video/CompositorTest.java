package io.penstock.dsp.video;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import org.junit.jupiter.api.Test;

class CompositorTest extends StageContract {
    private static final VideoFormat OUT = VideoFormat.i420(64, 48, 20);
    private static final VideoFormat SMALL = VideoFormat.i420(32, 18, 30);
    private static final int SLATE = 43;

    @Override
    protected Stage create() {
        return Compositor.of(OUT, 3);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input("in0", SMALL).input("in1", VideoFormat.i420(20, 20, 30));
    }

    private static StageHarness two(final Compositor compositor) {
        return StageHarness.of(compositor).input("in0", SMALL).input("in1", SMALL).start();
    }

    private static void push(final StageHarness h, final String input, final VideoFormat format, final int level) {
        final byte[] picture = new byte[format.frameBytes()];
        java.util.Arrays.fill(picture, (byte) level);
        final long now = h.clock().nanoTime();
        h.push(input, h.frame(input).payload(picture).ptsNs(now).captureNs(now - 5_000_000));
    }

    private static int at(final CapturedFrame frame, final int x, final int y) {
        return frame.buffer().getByte(y * OUT.width() + x) & 0xFF;
    }

    private static void shows(final StageHarness h, final int... levels) {
        final int[] found = {at(h.lastFrame(), 8, 24), at(h.lastFrame(), 56, 24)};
        assertEquals(java.util.Arrays.toString(levels), java.util.Arrays.toString(found));
    }

    @Test
    void showsEachInputInItsPlaceAtItsOwnRate() {
        try (StageHarness h = two(Compositor.of(OUT, 2).arrange(Arrangement.grid(2)))) {
            assertEquals(1, h.frames().size(), "the first is due at once");
            shows(h, SLATE, SLATE);
            push(h, "in0", SMALL, 100);
            h.advance(ms(50));
            shows(h, 100, SLATE);
            assertEquals(h.clock().nanoTime() - 55_000_000, h.lastFrame().captureNs());
            push(h, "in1", SMALL, 200);
            h.advance(ms(50));
            shows(h, 100, 200);
            h.advance(ms(500));
            shows(h, 100, 200);
            assertEquals(13, h.frames().size());
            assertEquals(h.clock().nanoTime(), h.lastFrame().ptsNs());
        }
    }

    @Test
    void arrangesAnewWhenInputsComeAndGo() {
        try (StageHarness h = two(Compositor.of(OUT, 3))) {
            push(h, "in0", SMALL, 100);
            push(h, "in1", SMALL, 200);
            h.advance(ms(50));
            shows(h, 100, 200);
            h.endOfStream("in1");
            h.advance(ms(50));
            shows(h, 100, 100);
            h.connect("in2", VideoFormat.i420(10, 40, 15));
            h.advance(ms(50));
            shows(h, 100, SLATE);
            push(h, "in2", VideoFormat.i420(10, 40, 15), 150);
            h.advance(ms(50));
            shows(h, 100, 150);
            h.disconnect("in2");
            h.disconnect("in0");
            h.advance(ms(50));
            shows(h, SLATE, SLATE);
        }
    }

    @Test
    void keepsLastPicturesThroughAChangeOfArrangement() {
        final Compositor compositor = Compositor.of(OUT, 2).arrange(Arrangement.grid(2));
        try (StageHarness h = two(compositor)) {
            push(h, "in0", SMALL, 100);
            push(h, "in1", SMALL, 200);
            compositor.arrange(Arrangement.pictureInPicture(1, 0, Corner.TOP_RIGHT, 0.3));
            h.advance(ms(50));
            assertEquals(200, at(h.lastFrame(), 8, 24));
            assertEquals(200, at(h.lastFrame(), 56, 40));
            assertEquals(100, at(h.lastFrame(), 54, 8));
            assertEquals(200, at(h.lastFrame(), 63, 0), "there is a margin");
            compositor.arrange(Arrangement.of(new Arrangement.Cell(0, 0.5, 0, 0.5, 1, ScaleFit.LETTERBOX)));
            h.advance(ms(50));
            shows(h, 16, 100);
            assertEquals(16, at(h.lastFrame(), 56, 1), "the letterbox");
            compositor.arrange(Arrangement.automaticGrid());
            h.advance(ms(50));
            shows(h, 100, 200);
        }
    }

    @Test
    void putsTheSlateInPlaceOfASilentInput() {
        final Still red = Still.of(1, 1, 0xFFFF0000);
        try (StageHarness h = two(Compositor.of(OUT, 2).slate(red).slateAfter(ms(120)).arrange(Arrangement.grid(2)))) {
            push(h, "in0", SMALL, 100);
            h.advance(ms(50));
            shows(h, 100, 81);
            h.advance(ms(100));
            shows(h, 81, 81);
            push(h, "in0", SMALL, 110);
            h.advance(ms(50));
            shows(h, 110, 81);
        }
    }

    @Test
    void followsOneInputWhenToldTo() {
        try (StageHarness h = two(Compositor.of(OUT, 2).arrange(Arrangement.grid(2)).pacedBy(1))) {
            h.advance(ms(500));
            push(h, "in0", SMALL, 100);
            assertEquals(0, h.frames().size());
            push(h, "in1", SMALL, 200);
            assertEquals(1, h.frames().size());
            shows(h, 100, 200);
            assertEquals(h.clock().nanoTime(), h.lastFrame().ptsNs());
            assertEquals(h.clock().nanoTime() - 5_000_000, h.lastFrame().captureNs());
        }
    }

    @Test
    void takesAnotherSizeWhileItRuns() {
        try (StageHarness h = two(Compositor.of(OUT, 2).arrange(Arrangement.grid(2)))) {
            push(h, "in0", SMALL, 100);
            final VideoFormat other = VideoFormat.i420(32, 48, 30);
            h.pushEvent("in0", new io.penstock.event.Event.FormatChange(other));
            push(h, "in0", other, 140);
            h.advance(ms(50));
            shows(h, 140, SLATE);
            h.push("in0", h.frame("in0").length(9));
            assertEquals(1, h.counter("dropped.truncated"));
        }
    }

    @Test
    void refusesWhatCannotBeShown() {
        assertThrows(ConfigurationException.class, () -> Compositor.of(OUT, 0));
        assertThrows(ConfigurationException.class, () -> Compositor.of(VideoFormat.i420(8, 8, 0), 1));
        assertThrows(ConfigurationException.class, () -> Compositor.of(OUT, 2).arrange(Arrangement.grid(3)));
        assertThrows(ConfigurationException.class, () -> Compositor.of(OUT, 2).pacedBy(2));
        assertThrows(ConfigurationException.class, () -> new Arrangement.Cell(0, 0.5, 0, 0.6, 1, ScaleFit.FILL));
        assertThrows(ConfigurationException.class, () -> Arrangement.pictureInPicture(0, 1, Corner.CENTRE, 1));
    }
}
