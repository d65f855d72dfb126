package io.penstock.core.run;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.core.run.Rig.Add;
import io.penstock.core.run.Rig.Collect;
import io.penstock.core.run.Rig.Copy;
import io.penstock.core.run.Rig.Hold;
import io.penstock.core.run.Rig.Merge;
import io.penstock.core.run.Rig.Numbers;
import io.penstock.error.EngineException;
import io.penstock.event.Event;
import io.penstock.format.FormatSpec;
import io.penstock.graph.Attachment;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphState;
import io.penstock.graph.Supervision;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import io.penstock.testkit.TestClock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Graphs invoked by hand under a test clock: everything is deterministic. */
class RunningGraphTest {
    private final TestClock clock = new TestClock();
    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock)
        .metricsLevel(MetricsLevel.STAGE));

    @AfterEach
    void everythingIsGivenBack() {
        for (final Graph graph : engine.graphs()) {
            graph.stop();
            assertEquals(List.of(), ((RunningGraph) graph).leaks());
        }
        engine.close();
    }

    private void run() {
        for (int idle = 0; idle < 3; ) {
            idle = engine.invoke() > 0 ? 0 : idle + 1;
        }
    }

    @Test
    void aFusedChainCarriesEveryFrameAndThenTheEnd() {
        final Collect sink = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(100, 0)).via("add", new Add(1)).via("copy", new Copy(1))
            .to("sink", sink).build();
        assertEquals(GraphState.BUILT, graph.state());
        graph.start();
        assertTrue(graph.awaitEnd(ofSeconds(1)));
        assertEquals(Rig.range(1, 101), sink.numbers);
        assertEquals(1, sink.ends.get());
        assertEquals(GraphState.ENDED, graph.state());
        graph.close();
        assertTrue(sink.closed);
        assertEquals(GraphState.CLOSED, graph.state());
    }

    @Test
    void aBlockingEdgeLosesNothingHoweverSmall() {
        final Collect sink = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(500, 0)).via("twice", new Copy(2)).async(Edges.block(2))
            .via("add", new Add(0)).async(Edges.block(1)).via("hold", new Hold()).to("sink", sink).build();
        graph.start();
        assertTrue(graph.awaitEnd(ofSeconds(1)));
        assertEquals(1000, sink.numbers.size());
        assertEquals(499, sink.numbers.get(999));
    }

    @Test
    void everyBranchOfAFanOutSeesEveryFrameAndInPlaceStagesDoNotShine() {
        final Collect plain = new Collect();
        final Collect changed = new Collect();
        final Collect queued = new Collect();
        final var builder = engine.graph("g");
        final Flow flow = builder.source("src", new Numbers(50, 0));
        flow.via("add", new Add(1000)).to("changed", changed);
        flow.async(Edges.block(4)).via("addQueued", new Add(2000)).to("queued", queued);
        flow.to("plain", plain);
        final Graph graph = builder.build().start();
        assertTrue(graph.awaitEnd(ofSeconds(1)));
        assertEquals(Rig.range(0, 50), plain.numbers);
        assertEquals(Rig.range(1000, 1050), changed.numbers);
        assertEquals(Rig.range(2000, 2050), queued.numbers);
        assertTrue(graph.snapshot().pools().stream().mapToLong(pool -> pool.copies()).sum() >= 50);
    }

    @Test
    void theTimeThatAStageTakesIsNotTheAgeOfWhatItPutsIntoAQueue() {
        final Collect sink = new Collect();
        engine.graph("g").source("src", new Numbers(1, 0))
            .via("slow", Stages.inPlace(StageSpec.same("slow", FormatSpec.any()).build(), frame -> {
                clock.advanceNs(150_000_000);
                return Verdict.FORWARD;
            }))
            .async(Edges.dropOldest(ofMillis(100))).to("sink", sink).build().start();
        run();
        assertEquals(List.of(0), sink.numbers);
    }

    @Test
    void aJunctionEndsWhenAllItsInputsHaveEnded() {
        final Collect sink = new Collect();
        final var builder = engine.graph("g").junction("merge", new Merge(3));
        builder.source("a", new Numbers(5, 0)).into("merge", "in0");
        builder.source("b", new Numbers(7, 1_000_000)).async(Edges.block(4)).into("merge", "in2");
        builder.from("merge").to("sink", sink);
        final Graph graph = builder.build().start();
        run();
        assertEquals(0, sink.ends.get());
        for (int i = 0; i < 10; i++) {
            clock.advanceNs(1_000_000);
            run();
        }
        assertEquals(12, sink.numbers.size());
        assertEquals(1, sink.ends.get());
        assertEquals(GraphState.ENDED, graph.state());
    }

    @Test
    void upstreamEventsTravelAgainstTheFlowAcrossEdges() {
        final Numbers source = new Numbers(3, 0);
        final Graph graph = engine.graph("g").source("src", source).via("add", new Add(1)).async(Edges.block(4)).via("copy", new Copy(1))
            .to("sink", new Collect(true)).build().start();
        run();
        assertFalse(source.upstream.isEmpty());
        assertEquals(Event.KeyframeRequest.ALL, source.upstream.get(0));
        graph.close();
    }

    @Test
    void drainEndsTheSourcesAndWaitsForTheSinks() {
        final Collect sink = new Collect();
        final Numbers source = new Numbers(Integer.MAX_VALUE, 1_000_000);
        final Graph graph = engine.graph("g").source("src", source).via("hold", new Hold()).async(Edges.block(4)).to("sink", sink).build().start();
        for (int i = 0; i < 5; i++) {
            run();
            clock.advanceNs(1_000_000);
        }
        assertTrue(graph.drain(ofSeconds(1)));
        assertEquals(source.sent, sink.numbers.size());
        assertEquals(1, sink.ends.get());
    }

    @Test
    void stopReleasesWhatIsQueuedAndClosesEveryStageOnce() {
        final Collect sink = new Collect();
        final Numbers source = new Numbers(100, 0);
        final Graph graph = engine.graph("g").source("src", source).async(Edges.block(8)).via("hold", new Hold()).async(Edges.block(8))
            .to("sink", sink).build().start();
        engine.invoke();
        graph.stop();
        assertEquals(GraphState.STOPPED, graph.state());
        assertTrue(source.closed && sink.closed);
        assertEquals(0, graph.snapshot().pools().stream().mapToLong(pool -> pool.inUse()).sum());
        assertFalse(graph.awaitEnd(ofMillis(1)));
        graph.stop();
        assertThrows(EngineException.class, graph::start);
    }

    @Test
    void flushDropsWhatIsUnderWayAndTellsEveryStageOnce() {
        final Collect sink = new Collect();
        final Numbers source = new Numbers(Integer.MAX_VALUE, 1_000_000);
        final Graph graph = engine.graph("g").source("src", source).async(Edges.block(64)).via("hold", new Hold()).to("sink", sink).build().start();
        run();
        graph.flush();
        clock.advanceNs(3_000_000);
        run();
        assertEquals(1, source.flushes.get());
        assertEquals(1, sink.flushes.get());
        assertFalse(sink.numbers.contains(0), "frame 0 was held back when the flush came: " + sink.numbers);
        assertTrue(sink.numbers.contains(1), sink.numbers.toString());
    }

    @Test
    void failGraphStopsEverythingAndNamesTheStage() {
        final Collect sink = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(100, 0)).async(Edges.block(4)).via("bad", new Add(0, 3))
            .to("sink", sink).build().start();
        run();
        assertEquals(GraphState.FAILED, graph.state());
        assertEquals(List.of(0, 1, 2), sink.numbers);
        assertNotNull(graph.failure());
        assertTrue(graph.failure().getMessage().contains("graph \"g\", stage \"bad\" failed: frame 3 is bad"), graph.failure().getMessage());
        assertTrue(sink.closed);
    }

    @Test
    void skipFrameLosesOneFrameAndCountsIt() {
        final Collect sink = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(6, 0)).via("bad", new Add(0, 3)).supervise(Supervision.SKIP_FRAME)
            .to("sink", sink).build().start();
        run();
        assertEquals(List.of(0, 1, 2, 4, 5), sink.numbers);
        assertEquals(1, graph.snapshot().stages().stream().filter(stage -> stage.name().equals("bad")).findFirst().orElseThrow().errors());
    }

    @Test
    void bypassTakesTheStageOut() {
        final Collect sink = new Collect();
        final Add bad = new Add(100, 3);
        engine.graph("g").source("src", new Numbers(6, 0)).via("bad", bad).supervise(Supervision.BYPASS).to("sink", sink).build().start();
        run();
        assertEquals(List.of(100, 101, 102, 4, 5), sink.numbers);
        assertTrue(bad.closed);
    }

    @Test
    void restartMakesAFreshStageAfterABackOff() {
        final Collect sink = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(8, 50_000_000)).via("bad", () -> new Add(100, 2))
            .supervise(Supervision.RESTART).to("sink", sink).build().start();
        for (int i = 0; i < 10; i++) {
            run();
            clock.advanceNs(50_000_000);
        }
        // Frame 2 throws at 100 ms, frames 3 (and 4, at the moment of the restart or before) find nobody, the fresh stage throws at its third again.
        assertTrue(sink.numbers.containsAll(List.of(100, 101, 105)), sink.numbers.toString());
        assertFalse(sink.numbers.contains(103), sink.numbers.toString());
        assertEquals(GraphState.ENDED, graph.state());
    }

    @Test
    void aStageThatPutsOutMoreThanItDeclaredIsToldHowToDeclareIt() {
        final Copy greedy = new Copy(3) {
            @Override
            public io.penstock.stage.StageSpec spec() {
                return io.penstock.stage.StageSpec.same("greedy", io.penstock.format.FormatSpec.any()).build();
            }

            @Override
            public void onFrame(final io.penstock.frame.Frame in, final io.penstock.stage.Output out) {
                out.claim(1);
                out.claim(1);
            }
        };
        final Graph graph = engine.graph("g").source("src", new Numbers(6, 0)).via("greedy", greedy).to("sink", new Collect()).build().start();
        run();
        assertEquals(GraphState.FAILED, graph.state());
        assertTrue(graph.failure().getMessage().contains("declare maxOutputsPerInput"), graph.failure().getMessage());
    }

    @Test
    void aBranchIsAttachedToARunningGraphAndTakenOff() {
        final Collect sink = new Collect();
        final Collect branch = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(Integer.MAX_VALUE, 1_000_000)).via("add", new Add(1))
            .to("sink", sink).build().start();
        step(3);
        final Attachment attachment = graph.attach("src", flow -> flow.async(Edges.dropNewest(8)).via("minus", new Add(-1000)).to("tap", branch));
        assertEquals(List.of("minus", "tap"), attachment.stages());
        step(3);
        assertTrue(graph.describe().contains("tap"), graph.describe());
        attachment.close();
        final int seen = branch.numbers.size();
        assertEquals(1, branch.ends.get());
        assertTrue(branch.closed);
        step(3);
        assertEquals(seen, branch.numbers.size());
        assertEquals(3, seen);
        assertEquals(branch.numbers.get(0) + 1001, sink.numbers.get(sink.numbers.indexOf(branch.numbers.get(0) + 1001)));
        assertEquals(Rig.range(1, sink.numbers.size() + 1), sink.numbers);
        attachment.close();
    }

    @Test
    void anInputIsAttachedToARunningMixerAndTakenOff() {
        final Collect sink = new Collect();
        final var builder = engine.graph("g").junction("merge", new Merge(3));
        builder.source("a", new Numbers(Integer.MAX_VALUE, 1_000_000)).into("merge", "in0");
        builder.from("merge").to("sink", sink);
        final Graph graph = builder.build().start();
        step(2);
        final Attachment guest = graph.attachInput("merge", "in1", b -> b.source("guest", new Numbers(Integer.MAX_VALUE, 1_000_000))
            .via("mark", new Add(5000)).async(Edges.dropOldest(ofMillis(50))));
        step(3);
        assertTrue(sink.numbers.contains(5001), sink.numbers.toString());
        assertThrows(EngineException.class, () -> graph.attachInput("merge", "in1", b -> b.source("again", new Numbers(1, 0))
            .async(Edges.block(4))));
        guest.close();
        final long marked = sink.numbers.stream().filter(n -> n >= 5000).count();
        step(3);
        assertEquals(marked, sink.numbers.stream().filter(n -> n >= 5000).count());
        graph.attachInput("merge", "in1", b -> b.source("guest", new Numbers(2, 0)).async(Edges.block(4)));
        step(2);
    }

    private void step(final int millis) {
        for (int i = 0; i < millis; i++) {
            run();
            clock.advanceNs(1_000_000);
        }
        run();
    }

    @Test
    void aStageThatCannotStartIsNamedAndWhateverStartedIsClosed() {
        final Collect sink = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(6, 0)).async(Edges.block(2)).via("broken", new Hold() {
            @Override
            public void onStart(final io.penstock.stage.StageContext context) {
                throw new IllegalStateException("no device");
            }
        }).async(Edges.block(2)).to("sink", sink).build();
        final EngineException error = assertThrows(EngineException.class, graph::start);
        assertTrue(error.getMessage().contains("graph \"g\", stage \"broken\" cannot start: no device"), error.getMessage());
        assertTrue(sink.closed);
        assertEquals(GraphState.FAILED, graph.state());
        graph.close();
    }

    @Test
    void latencyIsMeasuredFromCaptureToEverySink() {
        final Graph graph = engine.graph("g").source("src", new Numbers(4, 0)).async(Edges.dropOldest(ofMillis(100)))
            .to("sink", new Collect()).build().start();
        run();
        assertTrue(graph.latency().rows().stream().anyMatch(row -> row.name().equals("sink") && row.count() == 4), graph.latency().toString());
        assertTrue(Stream.of("src", "sink", "dropOldest").allMatch(graph.describe()::contains), graph.describe());
        assertTrue(graph.toDot().startsWith("digraph"), graph.toDot());
    }
}
