package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.spi.Codecs;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class DecoderStageTest extends StageContract {
    private static final VideoFormat SMALL = VideoFormat.i420(32, 16, 20);
    private static final AudioFormat SOUND = AudioFormat.mono(8000, ms(20));
    private static final long SOUND_NS = 20_000_000;

    private final FakeCodec codec = new FakeCodec();

    @Override
    protected Stage create() {
        return new DecoderStage(Codecs.decoder(FakeCodec.VIDEO), new FakeCodec());
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(new EncodedFormat(FakeCodec.VIDEO, SMALL, 64));
    }

    @Override
    protected byte[] payload(final String port, final Format format, final int index) {
        return FakeCodec.picture(index % 4 == 0, 32, 16, index);
    }

    @Override
    protected void prepare(final TestFrame frame, final String port, final int index) {
        if (index % 4 == 0) {
            frame.set(FrameFlags.KEYFRAME);
        }
    }

    @Override
    protected boolean detectsGarbage(final Format format) {
        return true;
    }

    private StageHarness video() {
        return StageHarness.of(new DecoderStage(Codecs.decoder(FakeCodec.VIDEO, d -> d.maxSize(64, 32)), codec))
            .input(new EncodedFormat(FakeCodec.VIDEO, SMALL, 64)).start();
    }

    private StageHarness sound() {
        return StageHarness.of(new DecoderStage(Codecs.decoder(FakeCodec.AUDIO), codec)).input(new EncodedFormat(FakeCodec.AUDIO, SOUND, 64))
            .start();
    }

    private static TestFrame picture(final StageHarness h, final boolean key, final int number) {
        final TestFrame frame = h.frame().payload(FakeCodec.picture(key, 32, 16, number));
        return key ? frame.set(FrameFlags.KEYFRAME) : frame;
    }

    private static TestFrame packet(final StageHarness h, final int number, final int redundancy) {
        return h.frame().payload(FakeCodec.MAGIC, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) number, (byte) redundancy);
    }

    private static List<Integer> values(final StageHarness h) {
        return h.frames().stream().map(frame -> (int) frame.payload()[0]).toList();
    }

    @Test
    void decodesAndCarriesTimesAlong() {
        try (StageHarness h = video()) {
            h.push(picture(h, true, 5).ptsNs(7).captureNs(6).durationNs(0).sequence(4).streamId(3).set(FrameFlags.END_OF_ACCESS_UNIT));
            final CapturedFrame out = h.lastFrame();
            assertEquals(SMALL.frameBytes(), out.length());
            assertEquals(List.of(7L, 6L, 50_000_000L, 4L, 3L),
                List.of(out.ptsNs(), out.captureNs(), (long) out.durationNs(), out.sequence(), (long) out.streamId()));
            assertEquals(0, out.flags());
            assertEquals(1, h.counter("keyframes"));
            assertEquals(8, h.counter("bytesIn"));
            assertEquals(SMALL.frameBytes(), h.counter("bytesOut"));
        }
    }

    @Test
    void dropsToTheNextKeyframeAfterAGapAndAsksForOneOnce() {
        try (StageHarness h = video()) {
            h.push(picture(h, true, 1)).push(picture(h, false, 2).streamId(77)).pushGap(0, 50_000_000);
            h.push(picture(h, false, 4)).push(picture(h, false, 5)).push(picture(h, true, 6)).push(picture(h, false, 7));
            assertEquals(List.of(1, 2, 6, 7), values(h));
            assertEquals(List.of(new Event.KeyframeRequest(77)), h.upstream().stream().map(u -> (Object) u.event()).toList());
            assertEquals(2, h.counter("dropped.waiting-keyframe"));
            assertTrue(h.frames().get(2).has(FrameFlags.DISCONTINUITY));
            assertEquals(0, h.frames().get(3).flags());
            assertEquals(List.of(new Event.Gap(0, 50_000_000)), h.events());
        }
    }

    @Test
    void asksAgainEvery250MsUntilAKeyframeComes() {
        try (StageHarness h = video()) {
            h.push(picture(h, false, 1));
            assertEquals(1, h.upstream().size());
            h.advance(ms(249));
            h.push(picture(h, false, 2));
            assertEquals(1, h.upstream().size());
            h.advance(ms(1));
            assertEquals(2, h.upstream().size(), "also when nothing comes in");
            h.advance(ms(500));
            assertEquals(4, h.upstream().size());
            h.push(picture(h, true, 3));
            h.advance(ms(2000));
            assertEquals(4, h.upstream().size());
            assertEquals(4, h.counter("keyframeRequests"));
        }
    }

    @Test
    void lossesInQuickSuccessionAskNoMoreOftenThanThat() {
        try (StageHarness h = video()) {
            for (int i = 0; i < 20; i++) {
                h.push(picture(h, true, i)).pushGap(0, 1).advance(ms(50));
            }
            assertEquals(5, h.upstream().size(), "at 0, 250, 500, 750 and 1000 ms");
        }
    }

    @Test
    void aDiscontinuityBeforeAKeyframeIsNoLoss() {
        try (StageHarness h = video()) {
            h.push(picture(h, true, 1)).pushDiscontinuity(5).push(picture(h, true, 2));
            h.push(picture(h, true, 3).set(FrameFlags.DISCONTINUITY));
            assertEquals(List.of(), h.upstream());
            h.pushDiscontinuity(6).push(picture(h, false, 4));
            assertEquals(1, h.upstream().size());
            h.advance(ms(300)).push(picture(h, true, 5)).push(picture(h, false, 6).set(FrameFlags.DISCONTINUITY));
            assertEquals(List.of(1, 2, 3, 5), values(h));
        }
    }

    @Test
    void damagedPicturesAreCountedAndCostAKeyframe() {
        try (StageHarness h = video()) {
            h.push(picture(h, true, 1)).push(h.frame().payload((byte) 1, (byte) 2)).push(picture(h, false, 3));
            h.push(picture(h, true, 4)).push(picture(h, false, 5).set(FrameFlags.CORRUPT)).push(picture(h, false, 6));
            assertEquals(List.of(1, 4), values(h));
            assertEquals(1, h.counter("errors.codec"));
            assertEquals(1, h.counter("dropped.corrupt"));
            assertEquals(2, h.counter("dropped.waiting-keyframe"));
        }
    }

    @Test
    void announcesAnotherSizeBeforeThePicture() {
        try (StageHarness h = video()) {
            h.push(picture(h, true, 1));
            h.push(h.frame().payload(FakeCodec.picture(true, 64, 32, 2)).set(FrameFlags.KEYFRAME));
            assertEquals(List.of(new Event.FormatChange(SMALL.sized(64, 32))), h.events());
            assertEquals(SMALL.sized(64, 32), h.lastFrame().format());
            assertEquals(SMALL.sized(64, 32).frameBytes(), h.lastFrame().length());
        }
    }

    @Test
    void aSizeThatWasNotPlannedForIsDroppedAndDoesNotEndTheGraph() {
        try (StageHarness h = video()) {
            h.push(h.frame().payload(FakeCodec.picture(true, 640, 320, 1)).set(FrameFlags.KEYFRAME));
            h.push(picture(h, true, 2));
            assertEquals(List.of(2), values(h));
            assertEquals(1, h.counter("errors.format"));
        }
    }

    @Test
    void leavesDefectsToSupervision() {
        try (StageHarness h = video()) {
            assertThrows(IllegalStateException.class, () -> h.push(h.frame().payload(FakeCodec.DEFECT).set(FrameFlags.KEYFRAME)));
            h.push(picture(h, true, 2));
            assertEquals(List.of(2), values(h));
        }
    }

    @Test
    void makesANewDecoderForAnotherIncomingFormat() {
        try (StageHarness h = video()) {
            h.push(picture(h, true, 1));
            codec.told.clear();
            h.pushFormatChange(new EncodedFormat(FakeCodec.VIDEO, SMALL.sized(16, 16), 64));
            assertEquals(List.of("close", "decoder 16x16 i420 20 fps"), codec.told);
        }
    }

    @Test
    void neitherThrowsNorHangsWhateverTheBytes() {
        final long seed = 20261122;
        final Random random = new Random(seed);
        try (StageHarness v = video(); StageHarness s = sound()) {
            for (int i = 0; i < 4000; i++) {
                final byte[] bytes = FakeCodec.picture(random.nextBoolean(), 32, 16, i);
                for (int n = random.nextInt(3); n > 0; n--) {
                    bytes[1 + random.nextInt(7)] = (byte) random.nextInt();
                }
                final byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(8)) : bytes;
                v.push(v.frame().payload(cut).flags(random.nextInt(64)));
                s.push(s.frame().payload(cut).flags(random.nextInt(64)));
                v.advance(ms(10));
            }
            assertTrue(v.frames().size() > 50 && s.frames().size() > 2000, "seed " + seed);
        }
    }

    @Test
    void concealsAGapOfSoundAtOnceAndSendsTheRestOfALongOneOn() {
        try (StageHarness h = sound()) {
            h.push(packet(h, 1, 0).ptsNs(0).captureNs(1000).sequence(8));
            h.pushGap(SOUND_NS, 2 * SOUND_NS);
            assertEquals(List.of(1, 99, 99), values(h));
            final CapturedFrame second = h.lastFrame();
            assertEquals(2 * SOUND_NS, second.ptsNs());
            assertEquals(2 * SOUND_NS + 1000, second.captureNs());
            assertEquals(SOUND_NS, second.durationNs());
            assertEquals(10, second.sequence());
            assertEquals(FrameFlags.GAP, second.flags());
            assertEquals(List.of(), h.events());
            h.pushGap(3 * SOUND_NS, 10 * SOUND_NS);
            assertEquals(6, h.frames().size());
            assertEquals(List.of(new Event.Gap(6 * SOUND_NS, 7 * SOUND_NS)), h.events());
            assertEquals(5, h.counter("concealed"));
        }
    }

    @Test
    void rebuildsALostPacketFromTheRedundancyInTheNext() {
        try (StageHarness h = sound()) {
            h.push(packet(h, 1, 0));
            h.push(packet(h, 3, 1).set(FrameFlags.GAP).ptsNs(SOUND_NS)).push(packet(h, 3, 1).ptsNs(2 * SOUND_NS));
            h.push(packet(h, 5, 0).set(FrameFlags.GAP)).push(packet(h, 5, 0));
            h.push(h.frame().set(FrameFlags.GAP));
            assertEquals(List.of(1, 2, 3, 99, 5, 99), values(h));
            assertEquals(1, h.counter("recovered"));
            assertEquals(2, h.counter("concealed"));
            assertEquals(0, h.frames().get(1).flags());
            assertEquals(SOUND_NS, h.frames().get(1).ptsNs());
            assertEquals(FrameFlags.GAP, h.frames().get(3).flags());
        }
    }

    @Test
    void concealsDamagedSound() {
        try (StageHarness h = sound()) {
            h.push(h.frame().payload((byte) 1)).push(packet(h, 2, 0).set(FrameFlags.CORRUPT)).push(packet(h, 3, 0));
            assertEquals(List.of(99, 99, 3), values(h));
            assertEquals(1, h.counter("errors.codec"));
            assertEquals(1, h.counter("dropped.corrupt"));
            assertEquals(2, h.counter("concealed"));
        }
    }

    @Test
    void letsAConcealerFillInForADecoderThatCannot() {
        codec.withRecovery = false;
        final RecordingConcealer concealer = new RecordingConcealer();
        try (StageHarness h = StageHarness.of(new DecoderStage(Codecs.decoder(FakeCodec.AUDIO), codec, () -> concealer))
            .input(new EncodedFormat(FakeCodec.AUDIO, SOUND, 64)).start()) {
            h.push(packet(h, 1, 0).ptsNs(0).captureNs(1000).sequence(8)).pushGap(SOUND_NS, 5 * SOUND_NS);
            assertEquals(List.of("configure 8000 1", "received 160", "conceal 160", "conceal 160", "conceal 160"), concealer.told);
            assertEquals(List.of(new Event.Gap(4 * SOUND_NS, 2 * SOUND_NS)), h.events());
            assertEquals(4, h.frames().size());
            assertEquals(0, h.frames().get(0).flags());
            assertEquals(List.of(FrameFlags.GAP, 3 * SOUND_NS, 3 * SOUND_NS + 1000, 11L),
                List.of(h.lastFrame().flags(), h.lastFrame().ptsNs(), h.lastFrame().captureNs(), h.lastFrame().sequence()));
            final float[] heard = new float[160];
            assertEquals(160, Pcm.read(h.lastFrame(), heard));
            assertEquals(RecordingConcealer.MADE_UP, heard[159]);
            concealer.told.clear();
            h.push(h.frame().set(FrameFlags.GAP)).push(h.frame().payload((byte) 1)).push(packet(h, 5, 1).set(FrameFlags.GAP));
            h.push(packet(h, 6, 0));
            assertEquals(List.of("conceal 160", "conceal 160", "conceal 160", "received 160"), concealer.told);
            assertEquals(6, h.counter("concealed"));
            assertEquals(0, h.counter("recovered"));
            Pcm.read(h.lastFrame(), heard);
            assertEquals(RecordingConcealer.SMOOTHED, heard[0], "what the concealer smooths is what is heard");
            h.flush();
            assertEquals("reset", concealer.told.get(concealer.told.size() - 1));
        }
    }

    @Test
    void asksNoConcealerWhereTheDecoderConcealsByItself() {
        final RecordingConcealer concealer = new RecordingConcealer();
        try (StageHarness h = StageHarness.of(new DecoderStage(Codecs.decoder(FakeCodec.AUDIO), codec, () -> concealer))
            .input(new EncodedFormat(FakeCodec.AUDIO, SOUND, 64)).start()) {
            h.push(packet(h, 1, 0)).pushGap(SOUND_NS, SOUND_NS);
            assertEquals(List.of(1, 99), values(h));
            assertEquals(List.of(), concealer.told);
        }
    }

    @Test
    void sendsGapsOnWhereTheDecoderCanDoNothing() {
        codec.withRecovery = false;
        try (StageHarness h = sound()) {
            h.pushGap(5, 20).push(h.frame().ptsNs(6).durationNs(30).set(FrameFlags.GAP)).push(packet(h, 3, 0));
            assertEquals(List.of(new Event.Gap(5, 20), new Event.Gap(6, 30)), h.events());
            assertEquals(List.of(3), values(h));
        }
    }
}
