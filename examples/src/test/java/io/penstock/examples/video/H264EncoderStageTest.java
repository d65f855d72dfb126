package io.penstock.examples.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Providers;
import io.penstock.core.stages.DecoderStage;
import io.penstock.core.stages.EncoderStage;
import io.penstock.event.Event;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The engine's encoder of pictures as a stage: what every stage promises, and what calls ask of it. */
class H264EncoderStageTest extends StageContract {
    private static final VideoFormat SMALL = VideoFormat.i420(96, 64, 30);
    private static final Providers PROVIDERS = Providers.of(H264EncoderStageTest.class.getClassLoader());

    private static EncoderStage stage(final Consumer<CodecSpec.Settings> settings) {
        return EncoderStage.of(Codecs.encoder(CodecId.H264, settings), PROVIDERS);
    }

    private static StageHarness harness(final VideoFormat format, final Consumer<CodecSpec.Settings> settings) {
        return StageHarness.of(stage(settings)).input(format).start();
    }

    @Override
    protected Stage create() {
        return stage(s -> s.keyInterval(10).option("layers", "2"));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(SMALL);
    }

    private static void push(final StageHarness h, final VideoFormat format, final int from, final int to) {
        for (int i = from; i < to; i++) {
            final TestFrame frame = h.frame();
            final byte[] picture = picture(format, i);
            frame.length(picture.length);
            frame.buffer().putBytes(0, picture);
            h.push(frame.ptsNs(h.clock().nanoTime()));
            h.advanceNs(format.frameNs());
        }
    }

    /** Waves that wander, with some noise. */
    private static byte[] picture(final VideoFormat format, final int index) {
        final byte[] picture = new byte[format.frameBytes()];
        final Random noise = new Random(index);
        for (int y = 0; y < format.height(); y++) {
            for (int x = 0; x < format.width(); x++) {
                picture[y * format.width() + x] = (byte) (128 + 60 * Math.sin((x + 2 * index) / 9.0) * Math.cos((y - index) / 7.0)
                    + noise.nextInt(9));
            }
        }
        java.util.Arrays.fill(picture, format.width() * format.height(), picture.length, (byte) 128);
        return picture;
    }

    private static List<Integer> keyframes(final StageHarness h) {
        return IntStream.range(0, h.frames().size()).filter(i -> h.frames().get(i).has(FrameFlags.KEYFRAME)).boxed().toList();
    }

    @Test
    void isWhatAGraphGetsThatAsksForH264() {
        assertEquals("penstock", PROVIDERS.codec(Codecs.encoder(CodecId.H264)).name());
        assertEquals("jcodec", PROVIDERS.codec(Codecs.encoder(CodecId.H264, s -> s.provider("jcodec"))).name());
        assertEquals("jcodec", PROVIDERS.codec(Codecs.decoder(CodecId.H264)).name());
    }

    @Test
    void marksKeyFramesLayersAndWhatMayBeDropped() {
        try (StageHarness h = harness(SMALL, s -> s.keyInterval(8).option("layers", "3").option("scene-cut", "false"))) {
            push(h, SMALL, 0, 16);
            assertEquals(List.of(0, 8), keyframes(h));
            assertEquals(List.of(0, 2, 1, 2, 0, 2, 1, 2, 0, 2, 1, 2, 0, 2, 1, 2),
                h.frames().stream().map(CapturedFrame::temporalLayer).map(Integer::valueOf).toList());
            assertTrue(h.frames().stream().allMatch(frame -> frame.has(FrameFlags.DISCARDABLE) == (frame.temporalLayer() == 2)));
        }
    }

    @Test
    void answersARequestWithTheNextFrame() {
        try (StageHarness h = harness(SMALL, s -> { })) {
            push(h, SMALL, 0, 20);
            assertTrue(h.pushUpstream(Event.KeyframeRequest.ALL));
            push(h, SMALL, 20, 30);
            assertEquals(List.of(0, 20), keyframes(h));
        }
    }

    @Test
    void obeysABitrateTargetWithinTwoFrames() {
        final VideoFormat format = VideoFormat.i420(320, 240, 30);
        try (StageHarness h = harness(format, s -> s.bitrate(2_000_000))) {
            push(h, format, 0, 45);
            assertTrue(bits(h) > 1_500_000, bits(h) + " bits: these pictures can use the rate");
            h.clear();
            assertTrue(h.pushUpstream(new Event.BitrateTarget(300_000)));
            push(h, format, 45, 75);
            assertTrue(bits(h) < 1.15 * 300_000, bits(h) + " bits in the second after");
            h.frames().stream().skip(1).forEach(frame -> assertTrue(frame.length() * 8 < 3 * 300_000 / 30, "a frame of " + frame.length()));
        }
    }

    private static long bits(final StageHarness h) {
        return h.frames().stream().mapToLong(frame -> 8L * frame.length()).sum();
    }

    @Test
    void startsAgainWithAKeyFrameWhenTheSizeChangesAndKeepsTheTarget() {
        try (StageHarness h = harness(VideoFormat.i420(320, 240, 30), s -> s.bitrate(1_000_000).option("scene-cut", "false"))) {
            push(h, VideoFormat.i420(320, 240, 30), 0, 3);
            h.pushUpstream(new Event.BitrateTarget(200_000));
            for (final VideoFormat next : List.of(VideoFormat.i420(160, 121, 30), VideoFormat.i420(17, 16, 30), VideoFormat.i420(240, 320, 30))) {
                h.clear();
                h.pushFormatChange(next);
                push(h, next, 0, 30);
                assertEquals(List.of(0), keyframes(h), next.describe());
                final VideoFormat shown = next.sized(next.width() + 1 & ~1, next.height() + 1 & ~1);
                assertEquals(shown, ((EncodedFormat) h.lastFrame().format()).media());
                assertTrue(bits(h) < 1.2 * 200_000, next.describe() + ": " + bits(h) + " bits in a second");
            }
        }
    }

    @Test
    void canBeDecodedByTheStageBehindIt() {
        final VideoFormat odd = VideoFormat.i420(97, 63, 30);
        try (StageHarness h = harness(odd, s -> s.option("layers", "2"))) {
            push(h, odd, 0, 20);
            final List<CapturedFrame> kept = new ArrayList<>(h.frames());
            kept.removeIf(frame -> frame.has(FrameFlags.DISCARDABLE) && frame.sequence() % 3 == 0);
            try (StageHarness decoder = StageHarness.of(DecoderStage.of(Codecs.decoder(CodecId.H264), PROVIDERS))
                .input(h.outputFormat()).start()) {
                for (final CapturedFrame frame : kept) {
                    final TestFrame in = decoder.frame();
                    in.length(frame.length());
                    in.buffer().putBytes(0, frame.payload());
                    decoder.push(in.ptsNs(frame.ptsNs()).set(frame.flags()));
                    decoder.advanceNs(odd.frameNs());
                }
                assertEquals(kept.size(), decoder.frames().size(), decoder.counters().toString());
                assertEquals(VideoFormat.i420(98, 64, 30), decoder.lastFrame().format());
            }
        }
    }
}
