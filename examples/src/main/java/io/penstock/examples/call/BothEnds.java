package io.penstock.examples.call;

import io.penstock.core.Engine;
import io.penstock.examples.report.CallReport;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import java.io.PrintWriter;
import java.util.List;

/** A call with both ends in this process, over loopback. */
final class BothEnds {
    private final CallOptions options;
    private final Engine engine;
    private final AllocationMeter allocations;
    private final PrintWriter out;

    BothEnds(final CallOptions options, final Engine engine, final AllocationMeter allocations, final PrintWriter out) {
        this.options = options;
        this.engine = engine;
        this.allocations = allocations;
        this.out = out;
    }

    CallReport call(final VideoFormat picture, final AudioFormat sound) {
        final CallEndpoint.Media media = options.media(picture, sound);
        final Captures captures = Captures.load(options, picture, sound);
        final Way a2b = new Way(options.seconds(), picture, sound, true, true, captures.isMarked(), true);
        final Way b2a = new Way(options.seconds(), picture, sound, true, true, captures.isMarked(), true);
        final FileRecordings files = new FileRecordings(options, "b");
        final Invoker invoker = Invoker.start(engine, options.mode(), allocations);
        try (CallLinks links = new CallLinks()) {
            final double warmUpMs = CallRun.warmUp(options, media, engine, allocations, out);
            final CallLinks.Pair link = links.loopback(options, 0);
            final Capture atA = captures.of(0);
            final boolean oneWay = options.network().oneWay();
            final Capture atB = oneWay ? captures.of(1).soundOnly() : captures.of(1);
            final Side a = new Side(new CallEndpoint("a", engine, media, CallRun.seed(options, 0), allocations), atA, a2b, b2a,
                options.fps(), link.a(), link.a(), atA.heardBy(Recordings.NONE), 0);
            final Side b = new Side(new CallEndpoint("b", engine, media, CallRun.seed(options, 1), allocations), atB, b2a, a2b,
                options.fps(), link.b(), link.b(), atB.heardBy(files), 0);
            try {
                CallRun.announce(options, out);
                final Conversation talk = new Conversation(options, engine, List.of(a, b), a2b, b2a,
                    List.of(new NetworkTrace(a, b, () -> links.queueMs(true)), new NetworkTrace(b, a, () -> links.queueMs(false))), allocations, out);
                talk.hold(() -> false, () -> { });
                final int unfound = a2b.correlate() + b2a.correlate();
                if (unfound > 0) {
                    talk.note("sound: " + unfound + " seconds were silent or not found again in what was played; they have no latency");
                }
                talk.treated("A", a, atA.handsfree());
                talk.treated("B", b, atB.handsfree());
                final double seconds = talk.seconds();
                return talk.report("Call between two ends in one process", "both", warmUpMs,
                    new CallReport.VideoPair(a2b.videoReport(seconds, talk.isImpaired(), b.keyframeRequests()),
                        oneWay ? null : b2a.videoReport(seconds, talk.isImpaired(), a.keyframeRequests())),
                    new CallReport.AudioPair(a2b.audioReport(seconds, talk.isImpaired()), b2a.audioReport(seconds, talk.isImpaired())),
                    files.written());
            } finally {
                a.close();
                b.close();
            }
        } finally {
            invoker.close();
        }
    }
}
