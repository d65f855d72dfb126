package io.penstock.examples.call;

import io.penstock.core.Engine;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A short call that nobody hears, so that sockets, jitter buffers and whatever else stands between the codecs is compiled as well when the
 * clock starts. Part of the warm-up.
 */
final class Rehearsal {
    private static final long LENGTH_NS = 3_000_000_000L;
    private static final int SECONDS = 4;

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
                final long untilNs = engine.clock().nanoTime() + LENGTH_NS;
                while (engine.clock().nanoTime() < untilNs) {
                    LockSupport.parkNanos(untilNs - engine.clock().nanoTime());
                }
            } finally {
                sides.forEach(Side::close);
            }
        }
    }

    private static Way way(final CallEndpoint.Media media) {
        return new Way(SECONDS, media.picture(), media.sound(), true, true, true);
    }

    private static Capture capture(final CallEndpoint.Media media, final long seed) {
        final VideoFormat picture = media.picture();
        final AudioFormat sound = media.sound();
        final SyntheticCamera camera = new SyntheticCamera(picture, seed, false);
        return new Capture(graph -> graph.source("camera", camera).via("shutter", new Shutter()), new SyntheticVoice(sound, seed), camera::rate);
    }
}
