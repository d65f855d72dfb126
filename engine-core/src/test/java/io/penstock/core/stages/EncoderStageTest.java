package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.spi.Codecs;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class EncoderStageTest extends StageContract {
    private static final VideoFormat SMALL = VideoFormat.i420(32, 16, 20);
    private static final long FRAME_NS = 50_000_000;

    private final FakeCodec codec = new FakeCodec();

    @Override
    protected Stage create() {
        return new EncoderStage(Codecs.encoder(FakeCodec.VIDEO, e -> e.keyInterval(7)), new FakeCodec());
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(SMALL);
    }

    private StageHarness video(final int keyInterval) {
        return StageHarness.of(new EncoderStage(Codecs.encoder(FakeCodec.VIDEO, e -> e.keyInterval(keyInterval)), codec)).input(SMALL).start();
    }

    private static void push(final StageHarness h, final int frames) {
        for (int i = 0; i < frames; i++) {
            h.push(picture(h));
            h.advance(ms(50));
        }
    }

    private static TestFrame picture(final StageHarness h) {
        final TestFrame frame = h.frame();
        return frame.length(frame.capacity());
    }

    private static List<Integer> keyframes(final StageHarness h) {
        final List<CapturedFrame> frames = h.frames();
        return IntStream.range(0, frames.size()).filter(i -> frames.get(i).has(FrameFlags.KEYFRAME)).boxed().toList();
    }

    @Test
    void carriesTimesAlongAndGivesFramesADuration() {
        try (StageHarness h = video(0)) {
            h.push(picture(h).ptsNs(7).captureNs(5).durationNs(0).sequence(3).streamId(9).set(FrameFlags.KEYFRAME | FrameFlags.GAP));
            h.push(picture(h).ptsNs(8).durationNs(6));
            final CapturedFrame first = h.frames().get(0);
            assertEquals(7, first.ptsNs());
            assertEquals(5, first.captureNs());
            assertEquals(FRAME_NS, first.durationNs());
            assertEquals(3, first.sequence());
            assertEquals(9, first.streamId());
            assertEquals(FrameFlags.KEYFRAME, first.flags());
            assertEquals(6, h.lastFrame().durationNs());
            assertEquals(0, h.lastFrame().flags(), "flags of the raw frame do not leak into the encoded one");
            assertEquals(16, h.counter("bytesOut"));
            assertEquals(2L * SMALL.frameBytes(), h.counter("bytesIn"));
            assertEquals(1, h.counter("keyframes"));
        }
    }

    @Test
    void makesAKeyframeAtEveryInterval() {
        try (StageHarness h = video(4)) {
            push(h, 10);
            assertEquals(List.of(0, 4, 8), keyframes(h));
        }
    }

    @Test
    void countsTheIntervalFromTheLastKeyframeWhateverCausedIt() {
        try (StageHarness h = video(10)) {
            push(h, 7);
            assertTrue(h.pushUpstream(Event.KeyframeRequest.ALL));
            push(h, 12);
            assertEquals(List.of(0, 7, 17), keyframes(h));
        }
    }

    @Test
    void answersARequestWithTheNextFrameAndManyRequestsWithOne() {
        try (StageHarness h = video(0)) {
            push(h, 6);
            for (int i = 0; i < 5; i++) {
                assertTrue(h.pushUpstream(new Event.KeyframeRequest(i)));
            }
            push(h, 6);
            assertEquals(List.of(0, 6), keyframes(h));
            assertEquals(5, h.counter("keyframeRequests"));
        }
    }

    @Test
    void aFloodOfRequestsCannotMakeEveryFrameAKeyframe() {
        try (StageHarness h = video(0)) {
            for (int i = 0; i < 40; i++) {
                h.pushUpstream(Event.KeyframeRequest.ALL);
                push(h, 1);
            }
            assertEquals(List.of(0, 5, 10, 15, 20, 25, 30, 35), keyframes(h));
        }
    }

    @Test
    void steersTheEncoderAndItsSuccessor() {
        try (StageHarness h = video(0)) {
            assertTrue(h.pushUpstream(new Event.BitrateTarget(500_000)));
            assertTrue(h.pushUpstream(new Event.QosReport(30, 0, 0)));
            push(h, 1);
            codec.told.clear();
            h.pushFormatChange(VideoFormat.i420(16, 16, 20));
            h.push(picture(h));
            assertEquals(List.of("close", "encoder 16x16 i420 20 fps", "bitrate 500000", "loss 30"), codec.told);
            assertEquals(List.of(0, 1), keyframes(h), "another size begins with a key frame");
            assertEquals(new EncodedFormat(FakeCodec.VIDEO, VideoFormat.i420(16, 16, 20), 64), h.lastFrame().format());
        }
    }

    @Test
    void leavesToOthersWhatTheEncoderCannotDo() {
        try (StageHarness h = StageHarness.of(new EncoderStage(Codecs.encoder(FakeCodec.AUDIO), codec)).input(AudioFormat.mono(8000, ms(20)))
            .start()) {
            assertFalse(h.pushUpstream(new Event.BitrateTarget(500_000)));
            assertFalse(h.pushUpstream(new Event.QosReport(30, 0, 0)));
            assertTrue(h.pushUpstream(Event.KeyframeRequest.ALL), "sound has no key frames, so the request ends here");
        }
    }

    @Test
    void countsACodecFailureAndGoesOn() {
        try (StageHarness h = video(0)) {
            codec.failure = new CodecException("too noisy");
            push(h, 3);
            codec.failure = null;
            push(h, 2);
            assertEquals(3, h.counter("errors.codec"));
            assertEquals(2, h.frames().size());
        }
    }

    @Test
    void leavesDefectsAndEndlessFailureToSupervision() {
        try (StageHarness h = video(0)) {
            codec.failure = new IllegalStateException("a defect");
            assertThrows(IllegalStateException.class, () -> push(h, 1));
            codec.failure = new CodecException("never works");
            push(h, EncoderStage.MAX_FAILURES_IN_A_ROW - 1);
            assertThrows(CodecException.class, () -> push(h, 1));
        }
    }

    @Test
    void refusesPicturesOfAWrongSizeAndSkipsEmptyFrames() {
        try (StageHarness h = video(0)) {
            h.push(h.frame().length(100));
            h.push(h.frame().set(FrameFlags.GAP));
            assertEquals(0, h.frames().size());
            assertEquals(1, h.counter("errors.length"));
            assertEquals(1, h.counter("skipped"));
        }
    }

    @Test
    void putsOutWhatIsInsideAtTheEnd() {
        codec.holdsOneBack = true;
        try (StageHarness h = video(0)) {
            push(h, 3);
            final long lastPts = h.lastFrame().ptsNs();
            assertEquals(2, h.frames().size());
            h.endOfStream();
            assertEquals(3, h.frames().size());
            assertEquals(lastPts + FRAME_NS, h.lastFrame().ptsNs());
            assertEquals(1, h.counter("skipped"));
        }
    }

    @Test
    void startsAfreshAfterAFlush() {
        try (StageHarness h = video(0)) {
            push(h, 2);
            h.flush();
            push(h, 2);
            assertEquals(List.of(0, 2), keyframes(h));
        }
    }

    @Test
    void isNoDecoder() {
        assertTrue(assertThrows(ConfigurationException.class, () -> new EncoderStage(Codecs.decoder(FakeCodec.VIDEO), codec)).getMessage()
            .contains("DecoderStage"));
    }
}
