package io.penstock.examples.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.VideoFormat;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.Flow;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Holds calls to measure them: the graphs of the {@code call} example, with cameras whose pictures are painted beforehand and stamped with
 * the time at which they were due, no files, no windows, no lowering of the frame rate.
 */
public final class MeasuredCalls {
    private static final int ALBUM_SECONDS = 2;
    private static final int COUNTERS_A_CALL = 512;
    private final CallSetup setup;
    private final CallOptions options;
    private final CallEndpoint.Media media;
    private final PrintWriter out;
    private final AllocationMeter allocations = new AllocationMeter(CallRun.RECORDER);
    private final byte[][] album;

    private MeasuredCalls(final CallSetup setup, final PrintWriter out) {
        this.setup = setup;
        this.out = out;
        options = setup.options();
        final VideoFormat picture = CallRun.picture(options);
        media = options.media(picture, setup.codec().sound());
        album = setup.codec() == CallCodec.H264 ? Album.paint(picture, setup.seed(), ALBUM_SECONDS * setup.fps()) : new byte[0][];
    }

    /**
     * Calls with both ends in this process, over loopback.
     *
     * @param setup what to hold.
     * @param out   told how far it is.
     * @return all directions together.
     * @throws io.penstock.error.EngineException if a graph fails.
     */
    public static CallFigures both(final CallSetup setup, final PrintWriter out) {
        return new MeasuredCalls(setup, out).run(MeasuredCalls::talkToEachOther);
    }

    /**
     * One end of one call.
     *
     * @param setup what to hold, the same as the other end's.
     * @param seat  where this end sits.
     * @param out   told how far it is.
     * @return the direction that this end receives.
     * @throws io.penstock.error.EngineException if a graph fails or the other end is lost.
     */
    public static CallFigures oneEnd(final CallSetup setup, final CallSetup.Seat seat, final PrintWriter out) {
        return new MeasuredCalls(setup, out).run((calls, engine) -> calls.talkToTheOther(seat, engine));
    }

    /** What is done with the engine when everything is warm. */
    @FunctionalInterface
    private interface Talk {
        CallFigures hold(MeasuredCalls calls, Engine engine);
    }

    private CallFigures run(final Talk talk) {
        final EngineContext context = new EngineContext().threadingMode(setup.mode()).metricsLevel(MetricsLevel.GRAPH).threadFactory(allocations);
        context.maxCounters(Math.max(context.maxCounters(), COUNTERS_A_CALL * setup.calls()));
        if (setup.mode() == ThreadingMode.SHARED) {
            context.runners(CallRun.RUNNERS);
        }
        try (Engine engine = Engine.launch(context)) {
            final Invoker invoker = Invoker.start(engine, setup.mode(), allocations);
            try {
                return talk.hold(this, engine);
            } finally {
                invoker.close();
            }
        }
    }

    private CallFigures talkToEachOther(final Engine engine) {
        final double warmUpS = warmUp(engine);
        final List<Side> sides = new ArrayList<>();
        final List<Way> ways = new ArrayList<>();
        final CallLinks links = new CallLinks();
        try {
            for (int call = 0; call < setup.calls(); call++) {
                final Way a2b = way(true, true);
                final Way b2a = way(true, true);
                final CallLinks.Pair link = links.loopback(options, call);
                sides.add(side("a" + call, engine, 2 * call, a2b, b2a, link.a(), link.a(), 0));
                sides.add(side("b" + call, engine, 2 * call + 1, b2a, a2b, link.b(), link.b(), 0));
                ways.add(a2b);
                ways.add(b2a);
            }
            final MeasuredTalk talk = new MeasuredTalk(setup, engine.clock(), sides, ways, allocations);
            talk.hold(() -> { }, linger(), out);
            CallFigures.Medium video = CallFigures.Medium.empty();
            CallFigures.Medium audio = CallFigures.Medium.empty();
            for (final Way way : ways) {
                final MeasuredWay measured = new MeasuredWay(way, 0, options.isImpaired(), talk.endNs());
                video = video.plus(measured.video());
                audio = audio.plus(measured.audio());
            }
            return new CallFigures(video, audio, talk.load(), warmUpS);
        } finally {
            // Graphs before their sockets: a stage that finds its socket closed calls that a failure.
            sides.forEach(Side::close);
            links.close();
        }
    }

    private CallFigures talkToTheOther(final CallSetup.Seat seat, final Engine engine) {
        final boolean caller = seat.end() == 0;
        try (Signal signal = caller ? Signal.connect(seat.signal(), engine.clock()) : Signal.listen(seat.signal().getPort());
             CallLinks links = new CallLinks()) {
            final double warmUpS = warmUp(engine);
            signal.meet();
            final long[] compared = signal.compareClocks(engine.clock(), caller);
            final long aheadNs = Math.abs(compared[0]) <= compared[1] ? 0 : compared[0];
            final Way sent = way(true, false);
            final Way received = way(false, true);
            final PacketLink link = links.fixed(seat.videoPort(), seat.videoRemote());
            final Side side = side(caller ? "a" : "b", engine, seat.end(), sent, received, link, link, aheadNs);
            try {
                final MeasuredTalk talk = new MeasuredTalk(setup, engine.clock(), List.of(side), List.of(sent), allocations);
                talk.hold(signal::meet, linger(), out);
                final ObjectNode mine = Signal.message();
                mine.set("video", sent.video().send().toJson());
                mine.set("audio", sent.audio().send().toJson());
                signal.send(mine);
                final JsonNode theirs = signal.receive();
                final Way whole = received.sentBy(SendMeter.fromJson(theirs.path("video")), SendMeter.fromJson(theirs.path("audio")), aheadNs);
                final MeasuredWay measured = new MeasuredWay(whole, aheadNs, options.isImpaired(), talk.endNs());
                return new CallFigures(measured.video(), measured.audio(), talk.load(), warmUpS);
            } finally {
                side.close();
            }
        }
    }

    private double warmUp(final Engine engine) {
        final long startNs = engine.clock().nanoTime();
        if (setup.codec() == CallCodec.H264) {
            Warmup.run(media, engine.providers(), engine.clock());
        }
        Rehearsal.run(options, media, engine, allocations);
        final double seconds = Series.round((engine.clock().nanoTime() - startNs) / 1e9);
        out.printf(Locale.ROOT, "    warmed up for %.1f s%n", seconds);
        out.flush();
        return seconds;
    }

    private Way way(final boolean sentHere, final boolean receivedHere) {
        return new Way(setup.seconds(), media.picture(), media.sound(), sentHere, receivedHere, true, false);
    }

    private Side side(final String name, final Engine engine, final int number, final Way sent, final Way received, final PacketLink video,
                      final PacketLink audio, final long aheadNs) {
        final long seed = CallRun.seed(options, number);
        final StampCamera camera = new StampCamera(media.picture(), album);
        final Function<GraphBuilder, Flow> pictures = graph -> graph.source("camera", camera);
        return new Side(new CallEndpoint(name, engine, media, seed, allocations),
            new Capture(pictures, new SyntheticVoice(media.sound(), seed), camera::rate), sent, received, setup.fps(), video, audio,
            Recordings.NONE, aheadNs);
    }

    /** Until nothing can be under way any more. */
    private Duration linger() {
        return Duration.ofMillis(media.videoWaitMs() + media.audioDelayMs() + setup.rttMs());
    }
}
