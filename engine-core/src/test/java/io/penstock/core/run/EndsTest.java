package io.penstock.core.run;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.run.Rig.Add;
import io.penstock.core.run.Rig.Collect;
import io.penstock.core.run.Rig.Merge;
import io.penstock.core.run.Rig.Numbers;
import io.penstock.error.EngineException;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.graph.Attachment;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphState;
import io.penstock.graph.Supervision;
import io.penstock.stage.Junction;
import io.penstock.stage.Output;
import io.penstock.stage.Outputs;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** End of stream comes once and last, stages are closed once, and what fails takes nothing with it. */
class EndsTest {
    private static final long MS = 1_000_000;

    private final TestClock clock = new TestClock();
    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));

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

    /** Throws at its first frame; counts how often it was closed. */
    private static final class Broken implements Transform {
        private int closed;

        @Override
        public StageSpec spec() {
            return StageSpec.same("broken", FormatSpec.any()).build();
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void aStageThatWasBypassedIsClosedOnce() {
        final Broken broken = new Broken();
        final Graph graph = engine.graph("g").source("src", new Numbers(3, 0)).via("broken", broken).supervise(Supervision.BYPASS)
            .to("sink", new Collect()).build().start();
        run();
        graph.stop();
        assertEquals(1, broken.closed);
    }

    @Test
    void aStageThatCouldNotBeMadeAnewIsClosedOnce() {
        final List<Broken> made = new ArrayList<>();
        final Graph graph = engine.graph("g").source("src", new Numbers(100, 10 * MS)).via("broken", () -> {
            if (made.size() == 2) {
                throw new IllegalStateException("no more");
            }
            made.add(new Broken());
            return made.get(made.size() - 1);
        }).supervise(Supervision.RESTART).to("sink", new Collect()).build().start();
        for (int i = 0; i < 100; i++) {
            clock.advanceNs(10 * MS);
            run();
        }
        graph.stop();
        assertEquals(List.of(1, 1), made.stream().map(stage -> stage.closed).toList());
    }

    @Test
    void aBranchThatEndedAndIsTakenOffHearsOfTheEndOnce() {
        final Collect tap = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(5, 0)).to("sink", new Collect()).build().start();
        final Attachment attachment = graph.attach("src", flow -> flow.async(Edges.dropNewest(8)).to("tap", tap));
        assertTrue(graph.awaitEnd(ofSeconds(1)));
        run();
        assertEquals(1, tap.ends.get());
        attachment.close();
        assertEquals(1, tap.ends.get());
        assertEquals(Rig.range(0, 5), tap.numbers);
    }

    @Test
    void aBranchOfAnEndedOutputHearsOfTheEndAtOnce() {
        final Collect tap = new Collect();
        final Graph graph = engine.graph("g").source("src", new Numbers(5, 0)).to("sink", new Collect()).build().start();
        assertTrue(graph.awaitEnd(ofSeconds(1)));
        graph.attach("src", flow -> flow.async(Edges.dropNewest(8)).to("tap", tap));
        run();
        assertEquals(1, tap.ends.get());
    }

    /** Two inputs, ends with the first. */
    private static final class Lead implements Junction {
        @Override
        public StageSpec spec() {
            return StageSpec.junction("lead").input("first", FormatSpec.of(Rig.FORMAT)).input("second", FormatSpec.of(Rig.FORMAT))
                .output("out", FormatSpec.of(Rig.FORMAT)).endsWithFirstInput().build();
        }

        @Override
        public void onFrame(final int port, final Frame in, final Outputs out) {
            out.port(0).forward(in);
        }

        @Override
        public void onGap(final int port, final long ptsNs, final long durationNs, final Outputs out) {
            out.port(0).gap(ptsNs, durationNs);
        }
    }

    /** Says what comes after the end. */
    private static final class Strict implements Sink {
        private boolean ended;
        private int after;

        @Override
        public StageSpec spec() {
            return StageSpec.sink("strict", FormatSpec.any()).build();
        }

        @Override
        public void onFrame(final Frame in) {
            after += ended ? 1 : 0;
        }

        @Override
        public void onEndOfStream() {
            ended = true;
        }
    }

    @Test
    void nothingFollowsTheEndOfAJunctionThatEndsWithItsFirstInput() {
        final Strict sink = new Strict();
        final var builder = engine.graph("g").junction("lead", new Lead());
        builder.source("a", new Numbers(2, 10 * MS)).into("lead", "first");
        builder.source("b", new Numbers(10, 10 * MS)).into("lead", "second");
        builder.from("lead").to("sink", sink);
        builder.build().start();
        for (int i = 0; i < 20; i++) {
            run();
            clock.advanceNs(10 * MS);
        }
        assertTrue(sink.ended);
        assertEquals(0, sink.after);
    }

    @Test
    void aJunctionEndsWhenTheLastInputItWaitedForIsTakenOff() {
        final Collect sink = new Collect();
        final var builder = engine.graph("g").junction("merge", new Merge(2));
        builder.source("a", new Numbers(3, 0)).into("merge", "in0");
        builder.from("merge").to("sink", sink);
        final Graph graph = builder.build().start();
        final Attachment guest = graph.attachInput("merge", "in1",
            flow -> flow.source("guest", new Numbers(Integer.MAX_VALUE, 10 * MS)).async(Edges.dropNewest(4)));
        run();
        assertFalse(graph.awaitEnd(ofMillis(0)));
        guest.close();
        run();
        assertEquals(1, sink.ends.get());
        assertEquals(GraphState.ENDED, graph.state());
    }

    @Test
    void aGuestMayLeaveWhileItsFramesAreStillUnderWay() {
        final Collect sink = new Collect();
        final var builder = engine.graph("g").junction("merge", new Merge(2));
        builder.source("a", new Numbers(Integer.MAX_VALUE, 0)).into("merge", "in0");
        builder.from("merge").async(Edges.dropNewest(200)).to("sink", sink);
        final Graph graph = builder.build().start();
        for (int guest = 0; guest < 5_000; guest++) {
            final Attachment attachment = graph.attachInput("merge", "in1",
                flow -> flow.source("guest", new Numbers(Integer.MAX_VALUE, 0)).async(Edges.dropNewest(64)));
            engine.invoke();
            engine.invoke();
            attachment.close();
            engine.invoke();
            assertEquals(GraphState.RUNNING, graph.state(), () -> "" + graph.failure());
        }
        graph.stop();
        assertEquals(GraphState.STOPPED, graph.state());
    }

    /** Gives back what it only borrowed. */
    private static final class OverReleasing implements Sink {
        @Override
        public StageSpec spec() {
            return StageSpec.sink("over", FormatSpec.any()).build();
        }

        @Override
        public void onFrame(final Frame in) {
            in.release();
        }
    }

    @Test
    void aStageThatReleasesABorrowedFrameFailsItsGraphAndNoOther() {
        final Graph graph = engine.graph("g").source("src", new Numbers(30, 0)).async(Edges.dropNewest(8)).to("over", new OverReleasing())
            .build().start();
        final Collect sink = new Collect();
        final Graph other = engine.graph("other").source("src", new Numbers(30, 10 * MS)).async(Edges.block(8)).to("sink", sink).build().start();
        for (int i = 0; i < 40; i++) {
            run();
            clock.advanceNs(10 * MS);
        }
        assertEquals(GraphState.FAILED, graph.state());
        assertTrue(graph.failure().getMessage().contains("release"), graph.failure().getMessage());
        assertTrue(graph.failure().getMessage().contains("graph \"g\""), graph.failure().getMessage());
        assertEquals(GraphState.ENDED, other.state());
        assertEquals(30, sink.numbers.size());
    }

    /** Cannot start. */
    private static final class Unstartable implements Sink {
        @Override
        public StageSpec spec() {
            return StageSpec.sink("unstartable", FormatSpec.any()).build();
        }

        @Override
        public void onStart(final StageContext context) {
            throw new IllegalStateException("not today");
        }

        @Override
        public void onFrame(final Frame in) {
            throw new AssertionError("never started");
        }
    }

    @Test
    void whenOneStageCannotStartThoseThatWereNeverStartedAreClosedToo() {
        final Numbers source = new Numbers(3, 0);
        final Graph graph = engine.graph("g").source("src", source).async(Edges.block(4)).to("sink", new Unstartable()).build();
        assertThrows(EngineException.class, graph::start);
        assertTrue(source.closed);
    }

    @Test
    void aBranchThatCannotStartLeavesNoPoolBehind() {
        final Graph graph = engine.graph("g").source("src", new Numbers(Integer.MAX_VALUE, 10 * MS)).to("sink", new Collect()).build().start();
        for (int i = 0; i < 5_000; i++) {
            assertThrows(EngineException.class, () -> graph.attach("src", flow -> flow.async(Edges.dropNewest(1)).via("add", new Add(1))
                .to("sink2", new Unstartable())));
        }
        final Attachment works = graph.attach("src", flow -> flow.async(Edges.dropNewest(1)).via("add", new Add(1)).to("sink2", new Collect()));
        works.close();
    }

    @Test
    void aGraphIsNotStoppedFromInsideItsOwnStages() {
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        final AtomicReference<Graph> self = new AtomicReference<>();
        final Sink sink = io.penstock.stage.Stages.sink(StageSpec.sink("self", FormatSpec.any()).build(), frame -> {
            try {
                self.get().stop();
            } catch (final EngineException e) {
                thrown.set(e);
            }
        });
        self.set(engine.graph("g").source("src", new Numbers(1, 0)).to("sink", sink).build());
        self.get().start();
        run();
        assertTrue(thrown.get() != null && thrown.get().getMessage().contains("called by a stage"), String.valueOf(thrown.get()));
        assertEquals(GraphState.ENDED, self.get().state());
    }
}
