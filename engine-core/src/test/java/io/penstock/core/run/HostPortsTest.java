package io.penstock.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.run.Rig.Collect;
import io.penstock.core.run.Rig.Numbers;
import io.penstock.core.stages.AppSource;
import io.penstock.core.stages.Bridge;
import io.penstock.event.Event;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where frames come into a graph from outside: what a host offers, and what another graph sends over a bridge. */
class HostPortsTest {
    private static final long MS = 1_000_000;

    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(new TestClock()));

    @AfterEach
    void closed() {
        engine.close();
    }

    private Graph graph;

    private void run() {
        for (int idle = 0; idle < 3; ) {
            idle = engine.invoke() > 0 ? 0 : idle + 1;
        }
    }

    /** Remembers times and flags; asks upstream when told to. */
    private static final class Times implements Sink {
        private final List<Long> ptsMs = new ArrayList<>();
        private final List<Integer> flags = new ArrayList<>();
        private StageContext context;

        @Override
        public StageSpec spec() {
            return StageSpec.sink("times", FormatSpec.any()).build();
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
        }

        @Override
        public void onFrame(final Frame in) {
            ptsMs.add(in.ptsNs() / MS);
            flags.add(in.flags());
        }
    }

    private Times offer(final Format format, final String name, final long... ptsMs) {
        final AppSource source = AppSource.of(format, 16);
        final Times sink = new Times();
        graph = engine.graph(name).source("in", source).to("sink", sink).build().start();
        run();
        for (final long pts : ptsMs) {
            source.offer(source.claim(4).ptsNs(pts * MS).flags(0));
        }
        run();
        return sink;
    }

    private Long repaired() {
        return graph.snapshot().stages().stream().filter(stage -> stage.name().equals("in"))
            .map(GraphSnapshot.StageStats::counters).findFirst().orElseThrow().get("timestamps-repaired");
    }

    @Test
    void timestampsOfRawMediaThatRunBackwardsAreRepairedFlaggedAndCounted() {
        final Times sink = offer(Rig.FORMAT, "raw", 10, 20, 15, 12, 20, 30);
        assertEquals(List.of(10L, 20L, 20L, 20L, 20L, 30L), sink.ptsMs);
        final int flag = FrameFlags.DISCONTINUITY;
        assertEquals(List.of(0, 0, flag, flag, 0, 0), sink.flags);
        assertEquals(2, repaired());
    }

    @Test
    void encodedMediaMayComeInDecodingOrder() {
        final Times sink = offer(EncodedFormat.of(CodecId.OPUS, Rig.FORMAT), "encoded", 10, 40, 20, 30);
        assertEquals(List.of(10L, 40L, 20L, 30L), sink.ptsMs);
        assertEquals(List.of(0, 0, 0, 0), sink.flags);
        assertEquals(0, repaired());
    }

    @Test
    void aHostThatTakesNoRequestsLetsThemPass() {
        assertEquals(false, AppSource.of(Rig.FORMAT, 4).onUpstream(0, Event.KeyframeRequest.ALL));
    }

    @Test
    void aBridgeCarriesWhatTheReceiverAsksForToTheSender() {
        final Bridge bridge = Bridge.of(Rig.FORMAT, 16);
        final Times sink = new Times();
        final Numbers numbers = new Numbers(1_000_000, MS);
        final Graph receiver = engine.graph("receiver").source("in", bridge.source()).to("sink", sink).build().start();
        run();
        sink.context.sendUpstream(0, new Event.KeyframeRequest(7));
        sink.context.sendUpstream(0, new Event.BitrateTarget(100_000));
        run();
        sink.context.sendUpstream(0, new Event.BitrateTarget(200_000));
        run();
        final Graph sender = engine.graph("sender").source("src", numbers).to("out", bridge.sink()).build().start();
        run();
        assertEquals(2, numbers.upstream.size(), () -> "the latest of each kind, from before the sender ran: " + numbers.upstream);
        assertEquals(true, numbers.upstream.contains(new Event.KeyframeRequest(7)));
        assertEquals(true, numbers.upstream.contains(new Event.BitrateTarget(200_000)));
        numbers.upstream.clear();
        sink.context.sendUpstream(0, new Event.QosReport(10, 50 * MS, MS));
        sink.context.sendUpstream(0, Event.KeyframeRequest.ALL);
        run();
        assertEquals(2, numbers.upstream.size(), "although no frame went across since");
        assertEquals(true, numbers.upstream.contains(new Event.QosReport(10, 50 * MS, MS)));
        sender.close();
        sink.context.sendUpstream(0, Event.KeyframeRequest.ALL);
        run();
        assertEquals(2, numbers.upstream.size());
        assertNull(receiver.failure());
        receiver.close();
    }

    @Test
    void aBridgeStillCarriesFrames() {
        final Bridge bridge = Bridge.of(Rig.FORMAT, 64);
        final Collect sink = new Collect();
        engine.graph("receiver").source("in", bridge.source()).to("sink", sink).build().start();
        engine.graph("sender").source("src", new Numbers(20, 0)).to("out", bridge.sink()).build().start();
        run();
        assertEquals(Rig.range(0, 20), sink.numbers);
        assertEquals(1, sink.ends.get());
    }
}
