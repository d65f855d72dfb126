package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A short call that nobody hears, so that sockets, jitter buffers and whatever else stands between the codecs is compiled as well when the
 * clock starts. Part of the warm-up.
 */
final class Rehearsal {
    private static final int LEAST_SECONDS = 3;
    private static final int MOST_SECONDS = 16;
    /** What the compiler may still take of a core, milliseconds a second: more would show in the latencies. */
    private static final long QUIET_MS = 150;
    private static final long SECOND_NS = 1_000_000_000L;

    private Rehearsal() {
    }

    static void run(final CallOptions options, final CallEndpoint.Media media, final Engine engine, final AllocationMeter allocations) {
        final Way there = way(media);
        final Way back = way(media);
        try (CallLinks links = new CallLinks()) {
            final CallLinks.Pair video = links.loopback();
            final CallLinks.Pair audio = links.loopback();
            final List<Side> sides = List.of(
                new Side(new CallEndpoint("rehearsal-a", engine, media, 1, allocations), capture(media, 1), there, back, options.fps(), video.a(),
                    audio.a(), Recordings.NONE, 0),
                new Side(new CallEndpoint("rehearsal-b", engine, media, 9, allocations), capture(media, 2), back, there, options.fps(), video.b(),
                    audio.b(), Recordings.NONE, 0));
            try {
                sides.forEach(Side::startReceiving);
                sides.forEach(Side::startSending);
                untilQuiet(engine.clock());
            } finally {
                sides.forEach(Side::close);
            }
        }
    }

    /** Until the compiler has next to nothing left to do; picture codecs keep it busy for many seconds. */
    private static void untilQuiet(final MediaClock clock) {
        final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        final boolean known = compiler != null && compiler.isCompilationTimeMonitoringSupported();
        long compiledMs = known ? compiler.getTotalCompilationTime() : 0;
        for (int second = 1; second <= (known ? MOST_SECONDS : LEAST_SECONDS); second++) {
            final long untilNs = clock.nanoTime() + SECOND_NS;
            while (clock.nanoTime() < untilNs) {
                LockSupport.parkNanos(untilNs - clock.nanoTime());
            }
            final long nowMs = known ? compiler.getTotalCompilationTime() : 0;
            if (second >= LEAST_SECONDS && nowMs - compiledMs < QUIET_MS) {
                return;
            }
            compiledMs = nowMs;
        }
    }

    private static Way way(final CallEndpoint.Media media) {
        return new Way(MOST_SECONDS, media.picture(), media.sound(), true, true, true);
    }

    private static Capture capture(final CallEndpoint.Media media, final long seed) {
        final VideoFormat picture = media.picture();
        final AudioFormat sound = media.sound();
        final SyntheticCamera camera = new SyntheticCamera(picture, seed, false);
        return new Capture(graph -> graph.source("camera", camera).via("shutter", new Shutter()), new SyntheticVoice(sound, seed), camera::rate);
    }
}
