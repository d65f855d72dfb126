package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.format.CodecId;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.graph.Graph;
import io.penstock.spi.Codecs;
import io.penstock.spi.PayloadFormat;
import io.penstock.stage.InPlace;
import io.penstock.stage.Sink;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;
import io.penstock.testkit.GilbertElliott;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.LossyLink.Profile;
import io.penstock.testkit.TestClock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceReplayTest {
    private static final JitterConfig SOUND = JitterConfig.audio().targetDelayMs(20).maxDelayMs(800).adaptiveUpToMs(500);
    private static final JitterConfig PICTURES = JitterConfig.video().targetDelayMs(20).maxDelayMs(800).adaptiveUpToMs(500).maxPackets(2048);
    private static final Voice VOICE = Voice.of(false);
    private static final int SECONDS = 6;

    private static TraceScenario scenario(final Profile.Builder link) {
        return new TraceScenario("test", "a test", LinkSchedule.always(link.build()));
    }

    private static Profile.Builder rough() {
        return Profile.builder().delay(Timebase.ms(30)).jitter(Timebase.ms(25)).burstLoss(GilbertElliott.bursts(0.05, 3));
    }

    private static TraceResult replay(final LinkTrace trace) {
        return TraceReplay.run(trace, VOICE, SOUND, PICTURES);
    }

    @Test
    void tellsTheDelayOfACleanLinkToTheMillisecond() {
        final TraceResult result = replay(TraceMaker.make(scenario(Profile.builder().delay(Timebase.ms(30))), VOICE, SECONDS, 1));
        assertEquals(30, result.figure(Figure.SOUND_WAY), 0.01);
        assertEquals(50, result.figure(Figure.SOUND_MEAN), 1);
        assertEquals(50, result.figure(Figure.PICTURE_MEAN), 1.5);
        for (final Figure figure : List.of(Figure.SOUND_CONCEALED, Figure.SOUND_STRETCHED, Figure.SOUND_LATE, Figure.SOUND_LOST,
            Figure.PICTURE_FREEZES, Figure.PICTURE_FREEZES_200, Figure.PICTURE_UNDECODABLE)) {
            assertEquals(0, result.figure(figure), figure.described);
        }
        assertEquals(100, result.figure(Figure.PICTURE_SHOWN));
        assertEquals(0, result.figure(Figure.SKEW_P95), 3);
    }

    @Test
    void tellsHowFarSoundAndPicturesAreApart() {
        // Sound held 20 ms and pictures 120 ms: in step only because both sessions know the sender's clock.
        final LinkTrace trace = TraceMaker.make(scenario(Profile.builder().delay(Timebase.ms(30))), VOICE, 10, 1);
        final TraceResult result = TraceReplay.run(trace, VOICE, SOUND, JitterConfig.video().targetDelayMs(120));
        assertEquals(100, result.figure(Figure.PICTURE_MEAN) - result.figure(Figure.SOUND_MEAN), 2);
        assertTrue(result.figure(Figure.SKEW_P95) < 25, "in step, but for what nobody sees: " + result.figure(Figure.SKEW_P95));
    }

    @Test
    void hearsAndSeesTheSameTwice() {
        final LinkTrace trace = TraceMaker.make(scenario(rough()), VOICE, SECONDS, 3);
        final TraceResult first = replay(trace);
        final TraceResult second = replay(trace);
        assertEquals(first.hash(), second.hash());
        assertEquals(first.figures(), second.figures());
        assertTrue(first.figure(Figure.SOUND_CONCEALED) > 0.5, "much is lost: " + first.figures());
        assertNotEquals(first.hash(), replay(TraceMaker.make(scenario(rough()), VOICE, SECONDS, 4)).hash());
    }

    @Test
    void hearsAndSeesTheSameOfATraceThatWasWrittenAndReadAgain() {
        final LinkTrace trace = TraceMaker.make(scenario(rough().duplicate(0.05).reorder(0.05, Timebase.ms(40))), VOICE, SECONDS, 3);
        final LinkTrace again = TraceText.read(TraceText.write(trace));
        assertEquals(trace, again);
        assertEquals(replay(trace).hash(), replay(again).hash());
    }

    @Test
    void replaysRecordedSoundToTheSameSound() {
        final SoundMeter[] ear = new SoundMeter[1];
        final LinkTrace recorded = record(Medium.AUDIO, null, rough(), AudioJitterBuffer.of(Codecs.decoder(CodecId.OPUS), SOUND),
            packets -> ear[0] = new SoundMeter(packets, SECONDS));
        final LinkTrace read = TraceText.read(TraceText.write(recorded));
        final TraceResult result = replay(read);
        assertEquals(Long.toHexString(ear[0].hash()), result.hash());
        assertEquals(ear[0].concealedPercent(), result.figure(Figure.SOUND_CONCEALED));
        assertTrue(recorded.packets().stream().anyMatch(TracePacket::isLost), "some were lost");
    }

    @Test
    void replaysRecordedPicturesToTheSamePictures() {
        final PictureMeter[] eye = new PictureMeter[1];
        final TracePayload payload = new TracePayload();
        // Nobody asks for key frames there, so nothing may be lost for ever.
        final Profile.Builder link = Profile.builder().delay(Timebase.ms(30)).jitter(Timebase.ms(25)).jitterReorders().duplicate(0.05);
        final LinkTrace recorded = record(Medium.VIDEO, payload, link, new VideoJitterBuffer(PICTURES, payload),
            packets -> eye[0] = new PictureMeter(packets, SECONDS));
        final TraceResult result = replay(TraceText.read(TraceText.write(recorded)));
        assertEquals(Long.toHexString(eye[0].hash()), result.hash());
        assertEquals(eye[0].shownPercent(), result.figure(Figure.PICTURE_SHOWN));
        assertTrue(recorded.packets().stream().anyMatch(TracePacket::key), "key frames are told from others");
        assertEquals(100, eye[0].shownPercent(), 2);
    }

    private interface Meter {
        Sink of(List<TracePacket> packets);
    }

    /** A live graph through a lossy link, with a recorder before and behind it. */
    private static LinkTrace record(final Medium medium, final PayloadFormat payload, final Profile.Builder link, final Transform buffer,
                                    final Meter meter) {
        final List<TracePacket> packets = TraceMaker.make(scenario(Profile.builder()), VOICE, SECONDS, 1).packets().stream()
            .filter(packet -> packet.medium() == medium && packet.sentNs() < SECONDS * 1_000_000_000L).toList();
        // Sent by the milliseconds of the clock, on which everything happens here.
        final List<TracePacket> sent = packets.stream().map(packet -> {
            final long atNs = (packet.sentNs() + 999_999) / 1_000_000 * 1_000_000;
            return new TracePacket(medium, packet.sequence(), packet.timestamp(), packet.bytes(), packet.key(), packet.marker(), atNs,
                Stream.of(atNs).toList());
        }).toList();
        final PacketFormat format = TraceReplay.format(medium);
        final TestClock clock = new TestClock();
        final TraceRecorder recorder = new TraceRecorder(medium, payload);
        final InPlace arrival = Stages.inPlace(StageSpec.same("arrival", PacketSpec.any()).build(), frame -> {
            frame.captureNs(clock.nanoTime());
            return Verdict.FORWARD;
        });
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
             Graph graph = engine.graph("live").source("trace", new TraceSource(sent, format, VOICE)).via("sent", recorder.sent())
                 .via("net", LossyLink.of(link.build(), 9)).via("arrival", arrival).via("arrived", recorder.arrived())
                 .via("jitter", buffer).to("meter", meter.of(sent)).build()) {
            graph.start();
            for (int ms = 0; ms < SECONDS * 1000; ms++) {
                while (engine.invoke() > 0) {
                    Thread.onSpinWait();
                }
                clock.advanceNs(1_000_000);
            }
            return recorder.trace("recorded", "a live graph");
        }
    }
}
