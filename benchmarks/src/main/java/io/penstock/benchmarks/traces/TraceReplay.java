package io.penstock.benchmarks.traces;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.AvSync;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import io.penstock.spi.Codecs;
import io.penstock.stage.Sink;
import io.penstock.stage.Transform;
import io.penstock.testkit.TestClock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts a trace through the jitter buffers, in an engine that the host runs and on a clock that it turns by a millisecond a time. */
final class TraceReplay {
    private static final long STEP_NS = 1_000_000L;
    private static final double NS_PER_MS = 1e6;
    private static final double PERCENT = 100;
    private static final long SKEW_EVERY_NS = 20_000_000L;
    /** From then on sound and pictures should be in step. */
    private static final long SETTLED_NS = 5_000_000_000L;
    private static final int MAX_TURNS = 1000;
    private static final int MAX_FRAME_BYTES = 400_000;
    private static final PacketFormat SOUND = PacketFormat.rtp(EncodedFormat.of(CodecId.OPUS, Voice.SOUND), 111, Medium.AUDIO.clockRateHz);
    private static final PacketFormat PICTURES = PacketFormat.rtp(new EncodedFormat(TracePayload.CODEC, VideoFormat.i420(640, 360, 30),
        MAX_FRAME_BYTES), 100, Medium.VIDEO.clockRateHz);

    private final JitterConfig sound;
    private final JitterConfig pictures;
    private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    private final Map<String, double[]> series = new HashMap<>();

    private TraceReplay(final JitterConfig sound, final JitterConfig pictures) {
        this.sound = sound;
        this.pictures = pictures;
    }

    /**
     * Replays a trace.
     *
     * @param trace    the packets.
     * @param voice    what is said in them.
     * @param sound    settings of the audio jitter buffer.
     * @param pictures settings of the video jitter buffer.
     * @return what became of them; of the same always the same.
     */
    static TraceResult run(final LinkTrace trace, final Voice voice, final JitterConfig sound, final JitterConfig pictures) {
        final TraceReplay replay = new TraceReplay(sound, pictures);
        long hash = 0;
        if (!trace.of(Medium.AUDIO).isEmpty()) {
            hash = replay.sound(trace, voice);
        }
        if (!trace.of(Medium.VIDEO).isEmpty()) {
            hash = hash * 31 + replay.pictures(trace);
        }
        if (!trace.of(Medium.AUDIO).isEmpty() && !trace.of(Medium.VIDEO).isEmpty()) {
            replay.together(trace, voice);
        }
        return new TraceResult(trace.name(), trace.described(), trace.seconds(), replay.figures, replay.series, Long.toHexString(hash));
    }

    private long sound(final LinkTrace trace, final Voice voice) {
        final List<TracePacket> packets = trace.of(Medium.AUDIO);
        final SoundMeter ear = new SoundMeter(packets, trace.seconds());
        final Map<String, Long> counters = replay(trace.seconds(), new TraceSource(packets, SOUND, voice),
            AudioJitterBuffer.of(Codecs.decoder(CodecId.OPUS), sound), ear);
        final double playedNs = Math.max(1, ear.playedNs());
        figures.put(Figure.SOUND_LOST, PERCENT * packets.stream().filter(TracePacket::isLost).count() / packets.size());
        figures.put(Figure.SOUND_WAY, way(packets, trace.seconds(), TraceResult.SOUND_WAY));
        figures.put(Figure.SOUND_MEAN, ear.delays().meanMs());
        figures.put(Figure.SOUND_P95, ear.delays().percentileMs(95));
        figures.put(Figure.SOUND_CONCEALED, ear.concealedPercent());
        figures.put(Figure.SOUND_RECOVERED, PERCENT * counters.getOrDefault("recovered", 0L) * Medium.AUDIO.frameNs / playedNs);
        figures.put(Figure.SOUND_STRETCHED,
            PERCENT * (counters.getOrDefault("addedNs", 0L) + counters.getOrDefault("removedNs", 0L)) / playedNs);
        figures.put(Figure.SOUND_LATE, (double) counters.getOrDefault("late", 0L));
        figures.put(Figure.SOUND_BACK, ear.recoveryS());
        series.put(TraceResult.SOUND_DELAY, ear.delayOverTime());
        series.put(TraceResult.CONCEALED, ear.concealedOverTime());
        return ear.hash();
    }

    private long pictures(final LinkTrace trace) {
        final List<TracePacket> packets = trace.of(Medium.VIDEO);
        final PictureMeter eye = new PictureMeter(packets, trace.seconds());
        final Map<String, Long> counters = replay(trace.seconds(), new TraceSource(packets, PICTURES, null),
            new VideoJitterBuffer(pictures, new TracePayload()), eye);
        eye.end();
        way(packets, trace.seconds(), TraceResult.PICTURE_WAY);
        figures.put(Figure.PICTURE_MEAN, eye.delays().meanMs());
        figures.put(Figure.PICTURE_P95, eye.delays().percentileMs(95));
        figures.put(Figure.PICTURE_P99, eye.delays().percentileMs(99));
        figures.put(Figure.PICTURE_SHOWN, eye.shownPercent());
        figures.put(Figure.PICTURE_FREEZES, (double) eye.freezes().byMean());
        figures.put(Figure.PICTURE_FREEZE_MS, eye.freezes().byMeanNs() / NS_PER_MS);
        figures.put(Figure.PICTURE_FREEZES_200, (double) eye.freezes().byLength());
        figures.put(Figure.PICTURE_LATE, (double) counters.getOrDefault("late", 0L));
        figures.put(Figure.PICTURE_BACK, eye.recoveryS());
        figures.put(Figure.PICTURE_UNDECODABLE, (double) eye.undecodable());
        series.put(TraceResult.PICTURE_DELAY, eye.delayOverTime());
        series.put(TraceResult.SHOWN, eye.shownOverTime());
        return eye.hash();
    }

    /** Mean delay of the network, first arrivals; and over time. */
    private double way(final List<TracePacket> packets, final int seconds, final String name) {
        final Delays delays = new Delays();
        final Series overTime = new Series(seconds);
        packets.stream().filter(packet -> !packet.isLost()).forEach(packet -> {
            final long ns = packet.arrivalsNs().get(0) - packet.sentNs();
            delays.add(ns);
            overTime.add(packet.arrivalsNs().get(0), ns / NS_PER_MS, 1);
        });
        series.put(name, overTime.means());
        return delays.meanMs();
    }

    static PacketFormat format(final Medium medium) {
        return medium == Medium.AUDIO ? SOUND : PICTURES;
    }

    private static Map<String, Long> replay(final int seconds, final TraceSource source, final Transform buffer, final Sink meter) {
        final TestClock clock = new TestClock();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
             Graph graph = engine.graph("replay").source("trace", source).via("jitter", buffer).to("meter", meter).build()) {
            graph.start();
            run(engine, clock, seconds, () -> { });
            return graph.snapshot().stages().stream().filter(stage -> stage.name().equals("jitter")).map(GraphSnapshot.StageStats::counters)
                .findFirst().orElseThrow();
        }
    }

    /** Both media at once, kept in step: by how much sound is played apart from the pictures that belong to it. */
    private void together(final LinkTrace trace, final Voice voice) {
        final List<TracePacket> ofSound = trace.of(Medium.AUDIO);
        final List<TracePacket> ofPictures = trace.of(Medium.VIDEO);
        final RtpSession soundSession = new RtpSession("trace", 1, 1);
        final RtpSession pictureSession = new RtpSession("trace", 2, 2);
        final AvSync sync = new AvSync(soundSession, pictureSession, true);
        final SoundMeter ear = new SoundMeter(ofSound, trace.seconds());
        final PictureMeter eye = new PictureMeter(ofPictures, trace.seconds());
        final Delays apart = new Delays();
        final Series skew = new Series(trace.seconds());
        final TestClock clock = new TestClock();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
             Graph listening = engine.graph("sound").source("trace", new TraceSource(ofSound, SOUND, voice).withReports())
                 .via("session", soundSession.receiver())
                 .via("jitter", AudioJitterBuffer.of(Codecs.decoder(CodecId.OPUS), sound, sync.audio())).to("ear", ear).build();
             Graph watching = engine.graph("pictures").source("trace", new TraceSource(ofPictures, PICTURES, null).withReports())
                 .via("session", pictureSession.receiver())
                 .via("jitter", new VideoJitterBuffer(pictures, new TracePayload(), sync.video(), null)).to("eye", eye).build()) {
            listening.start();
            watching.start();
            final long originNs = clock.nanoTime();
            run(engine, clock, trace.seconds(), () -> {
                final long nowNs = clock.nanoTime() - originNs;
                final double ms = Math.abs(ear.presentDelayMs(nowNs) - eye.presentDelayMs(nowNs));
                if (nowNs % SKEW_EVERY_NS == 0 && !Double.isNaN(ms)) {
                    skew.add(nowNs, ms, 1);
                    if (nowNs >= SETTLED_NS) {
                        apart.add(Math.round(ms * NS_PER_MS));
                    }
                }
            });
        }
        figures.put(Figure.SKEW_P95, apart.percentileMs(95));
        series.put(TraceResult.SKEW, skew.means());
    }

    private static void run(final Engine engine, final TestClock clock, final int seconds, final Runnable everyMs) {
        for (long ms = 0; ms < seconds * 1000L; ms++) {
            for (int turns = 0; turns < MAX_TURNS && engine.invoke() > 0; turns++) {
                Thread.onSpinWait();
            }
            everyMs.run();
            clock.advanceNs(STEP_NS);
        }
    }
}
