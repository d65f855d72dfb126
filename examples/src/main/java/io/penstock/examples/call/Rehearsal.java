package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.VideoFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Short calls that nobody hears, so that sockets, jitter buffers and whatever else stands between the codecs is compiled as well when the
 * clock starts. Part of the warm-up.
 *
 * <p>A call alone takes minutes to make the compiler care for code that runs fifty times a second. So the first act is a handful of calls at
 * once, with many pictures a second and a codec that costs nothing; only then comes one with the real codecs.
 */
final class Rehearsal {
    private static final int LEAST_SECONDS = 3;
    private static final int MOST_SECONDS = 25;
    /** Another program that waits for packets gives up after a while. */
    private static final int MOST_SECONDS_WAITED_FOR = 9;
    private static final int CROWD = 8;
    private static final int CROWD_FPS = 60;
    private static final int CROWD_MOST_SECONDS = 4;
    private static final int CROWD_WIDTH = 96;
    private static final int CROWD_HEIGHT = 128;
    private static final int CROWD_BITRATE = 1_500_000;
    /** What the compiler may still take of a core, milliseconds a second: more would show in the latencies. */
    private static final long QUIET_MS = 150;
    private static final int QUIET_SECONDS = 2;
    private static final long SECOND_NS = 1_000_000_000L;
    private final CallOptions options;
    private final Engine engine;
    private final AllocationMeter allocations;

    private Rehearsal(final CallOptions options, final Engine engine, final AllocationMeter allocations) {
        this.options = options;
        this.engine = engine;
        this.allocations = allocations;
    }

    /**
     * Rehearses.
     *
     * @param options     of the call that follows.
     * @param media       of the call that follows.
     * @param engine      runs both.
     * @param allocations of the engine's threads.
     */
    static void run(final CallOptions options, final CallEndpoint.Media media, final Engine engine, final AllocationMeter allocations) {
        final Rehearsal rehearsal = new Rehearsal(options, engine, allocations);
        if (options.mode() != ThreadingMode.INVOKER || media.codec() == CallCodec.PASS_THROUGH) {
            rehearsal.crowd();
        }
        if (media.codec() != CallCodec.PASS_THROUGH) {
            rehearsal.act(media, 1, options.plain() ? MOST_SECONDS_WAITED_FOR : MOST_SECONDS);
        }
    }

    private void crowd() {
        final CallCodec codec = CallCodec.PASS_THROUGH;
        final CallOptions busy = new CallOptions(options.seconds(), null, null, CROWD_WIDTH, CROWD_HEIGHT, CROWD_FPS, CROWD_BITRATE,
            CallNetwork.of(0, 0, 0), options.seed(), options.mode(), false, false, options.out(), -1, null,
            false, codec, Treatment.NONE, options.encoder(), false);
        act(busy.media(CallRun.picture(busy), codec.sound()), CROWD, CROWD_MOST_SECONDS);
    }

    private void act(final CallEndpoint.Media media, final int calls, final int mostSeconds) {
        final List<Side> sides = new ArrayList<>();
        final CallLinks links = new CallLinks();
        try {
            for (int call = 0; call < calls; call++) {
                final Way there = way(media, mostSeconds);
                final Way back = way(media, mostSeconds);
                final CallLinks.Pair video = links.loopback();
                final Capture atA = capture(media, 0);
                final Capture atB = capture(media, 1);
                sides.add(new Side(new CallEndpoint("rehearsal-a" + call, engine, media, 1, allocations), atA, there, back,
                    options.fps(), video.a(), video.a(), atA.heardBy(Recordings.NONE), 0));
                sides.add(new Side(new CallEndpoint("rehearsal-b" + call, engine, media, 9, allocations), atB, back, there,
                    options.fps(), video.b(), video.b(), atB.heardBy(Recordings.NONE), 0));
            }
            sides.forEach(Side::startReceiving);
            MeasuredTalk.startSending(engine.clock(), sides, media.picture().rate().frameNs());
            untilQuiet(engine.clock(), mostSeconds);
        } finally {
            // Graphs before their sockets: a stage that finds its socket closed calls that a failure.
            sides.forEach(Side::close);
            links.close();
        }
    }

    /**
     * Until the compiler has next to nothing left to do; picture codecs keep it busy for many seconds. A method that takes it ten seconds shows in
     * no statistics of it before it is done, so what counts is the time that the process takes beside its Java threads.
     */
    private static void untilQuiet(final MediaClock clock, final int mostSeconds) {
        final JitMeter meter = new JitMeter();
        int quiet = 0;
        for (int second = 1; second <= (meter.isKnown() ? mostSeconds : LEAST_SECONDS); second++) {
            MeasuredTalk.waitUntil(clock, clock.nanoTime() + SECOND_NS);
            quiet = meter.sinceLastMs() < QUIET_MS ? quiet + 1 : 0;
            if (second >= LEAST_SECONDS && quiet >= QUIET_SECONDS) {
                return;
            }
        }
    }

    private static Way way(final CallEndpoint.Media media, final int seconds) {
        return new Way(seconds, media.picture(), media.sound(), true, true, true, media.codec() == CallCodec.H264);
    }

    private Capture capture(final CallEndpoint.Media media, final int end) {
        final VideoFormat picture = media.picture();
        if (media.codec() == CallCodec.PASS_THROUGH) {
            final StampCamera camera = new StampCamera(picture);
            return new Capture(graph -> graph.source("camera", camera), new SyntheticVoice(media.sound(), end), camera::rate);
        }
        return Captures.rehearsed(options, picture, media.sound()).of(end);
    }
}
