package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.NullSink;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The call's own graphs under a virtual clock: with one seed, everything that is seen and heard is the same, bit for bit. */
class ReplayTest {
    private static final VideoFormat PICTURE = VideoFormat.i420(192, 160, 15);
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Duration.ofMillis(20));
    private static final CallEndpoint.Media MEDIA = new CallEndpoint.Media(CallCodec.H264, VideoEncoder.PENSTOCK, PICTURE, SOUND, 300_000,
        32_000, 30, 40, 150, 60, true, new CallEndpoint.Rates(400_000, 60_000, 500_000));
    private static final LossyLink.Profile BAD = LossyLink.Profile.builder().loss(0.03).delay(Duration.ofMillis(20))
        .jitter(Duration.ofMillis(8)).build();
    private static final long STEP_NS = 1_000_000;

    /** What B and A saw and heard. */
    private record Outcome(List<Long> hashes, long pictures, long sounds, long lost) {
    }

    private static final class Hashes implements Recordings {
        final NullSink pictures = new NullSink(true);
        final NullSink sounds = new NullSink(true);

        @Override
        public void attach(final io.penstock.graph.Flow encoded, final io.penstock.graph.Flow shown, final io.penstock.graph.Flow packets,
                           final io.penstock.graph.Flow played, final io.penstock.graph.EdgePolicy queue) {
            shown.to("picture-hash", pictures);
            played.to("sound-hash", sounds);
        }
    }

    private static Outcome call(final long seed, final int millis) {
        final TestClock clock = new TestClock();
        final AllocationMeter allocations = new AllocationMeter("recorder");
        final Hashes atA = new Hashes();
        final Hashes atB = new Hashes();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock))) {
            final Way a2b = new Way(millis / 1000 + 1, PICTURE, SOUND, true, true, true, true);
            final Way b2a = new Way(millis / 1000 + 1, PICTURE, SOUND, true, true, true, true);
            final CallLinks.Pair video = MemoryLink.pair(engine, MEDIA.videoEncoder(), PICTURE, MEDIA.videoFormat(), BAD, seed);
            final CallLinks.Pair audio = MemoryLink.pair(engine, MEDIA.audioEncoder(), SOUND, MEDIA.audioFormat(), BAD, seed + 10);
            final Side a = new Side(new CallEndpoint("a", engine, MEDIA, seed, allocations), capture(seed), a2b, b2a, 15, video.a(), audio.a(),
                atA, 0);
            final Side b = new Side(new CallEndpoint("b", engine, MEDIA, seed + 5, allocations), capture(seed + 1), b2a, a2b, 15, video.b(),
                audio.b(), atB, 0);
            a.startReceiving();
            b.startReceiving();
            a.startSending();
            b.startSending();
            for (int ms = 0; ms < millis; ms++) {
                clock.advanceNs(STEP_NS);
                boolean idle = false;
                while (!idle) {
                    idle = engine.invoke() == 0;
                }
            }
            final long lost = a2b.video().receive().lost() + a2b.audio().receive().lost();
            a.close();
            b.close();
            return new Outcome(List.of(atA.pictures.hash(), atA.sounds.hash(), atB.pictures.hash(), atB.sounds.hash()),
                atB.pictures.frames(), atB.sounds.frames(), lost);
        }
    }

    private static Capture capture(final long seed) {
        final SyntheticCamera camera = new SyntheticCamera(PICTURE, seed, false);
        return new Capture(graph -> graph.source("camera", camera).via("shutter", new Shutter()), new SyntheticVoice(SOUND, seed), camera::rate);
    }

    @Test
    void theSameCallTwiceWithOneSeedIsSeenAndHeardTheSame() {
        final Outcome first = call(7, 2_500);
        final Outcome second = call(7, 2_500);
        assertEquals(first, second);
        assertTrue(first.pictures() > 15 && first.sounds() > 100 && first.lost() > 0, first.toString());
    }

    @Test
    void anotherSeedIsAnotherCall() {
        assertNotEquals(call(1, 600).hashes(), call(2, 600).hashes());
    }
}
