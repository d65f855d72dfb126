package io.penstock.core.run;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.run.Rig.Collect;
import io.penstock.core.run.Rig.Copy;
import io.penstock.core.run.Rig.Numbers;
import io.penstock.core.stages.AppSink;
import io.penstock.core.stages.AppSource;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphListener;
import io.penstock.graph.GraphState;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;
import io.penstock.testkit.TestClock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopping: whatever a stage, a listener or the host's own thread does meanwhile. */
@Timeout(60)
class StopTest {
    @Test
    void aStageThatDoesNotReturnIsNamedAndEverythingElseGoesOn() throws Exception {
        final WakeUpsTest.Stuck stuck = new WakeUpsTest.Stuck();
        final Collect sink = new Collect();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.DEDICATED).closeTimeout(ofMillis(100)))) {
            final Graph graph = engine.graph("bad").source("src", new Numbers(100, 0)).async(Edges.block(4)).via("copy", new Copy(1))
                .via("camera", new Holding(stuck)).async(Edges.block(4)).to("end", new Collect()).build().start();
            final Graph other = engine.graph("good").source("src", new Numbers(200, 1_000_000)).async(Edges.block(4)).to("sink", sink).build()
                .start();
            stuck.entered.await();
            final long startNs = System.nanoTime();
            graph.drain(ofMillis(10));
            graph.stop();
            final long tookMs = (System.nanoTime() - startNs) / 1_000_000;
            assertTrue(tookMs < 2_000, tookMs + " ms");
            assertEquals(GraphState.STOPPED, graph.state());
            assertTrue(graph.failure().getMessage().contains("stage \"camera\""), graph.failure().getMessage());
            assertTrue(other.awaitEnd(ofSeconds(20)));
            assertEquals(200, sink.numbers.size());
            graph.close();
            stuck.release.countDown();
            final long deadlineNs = System.nanoTime() + 10_000_000_000L;
            while (!((RunningGraph) graph).leaks().isEmpty() && System.nanoTime() < deadlineNs) {
                Thread.onSpinWait();
            }
            assertEquals(List.of(), ((RunningGraph) graph).leaks(), "given back once the stage returned");
        }
    }

    /** Blocks in the middle of a region. */
    private record Holding(WakeUpsTest.Stuck stuck) implements InPlace {
        @Override
        public StageSpec spec() {
            return StageSpec.same("holding", FormatSpec.any()).build();
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            stuck.onFrame(frame);
            return Verdict.FORWARD;
        }
    }

    @Test
    void anInterruptedHostStopsAGraphAllTheSameAndKeepsItsInterrupt() {
        try (Engine engine = Engine.launch(new EngineContext())) {
            final Collect sink = new Collect();
            final Graph graph = engine.graph("g").source("src", new Numbers(Integer.MAX_VALUE, 100_000)).async(Edges.block(4)).to("sink", sink)
                .build().start();
            Thread.currentThread().interrupt();
            graph.stop();
            assertTrue(Thread.interrupted());
            assertTrue(sink.closed);
            assertNull(graph.failure());
            assertEquals(List.of(), ((RunningGraph) graph).leaks());
        }
    }

    @Test
    void aListenerMayCloseTheEngineAndNoThreadIsLeft() throws Exception {
        final Engine engine = Engine.launch(new EngineContext());
        final CountDownLatch closed = new CountDownLatch(1);
        final Thread[] conductor = new Thread[1];
        engine.graph("g").listener(new GraphListener() {
            @Override
            public void onState(final Graph graph, final GraphState state) {
                if (state == GraphState.ENDED) {
                    conductor[0] = Thread.currentThread();
                    engine.close();
                    closed.countDown();
                }
            }
        }).source("src", new Numbers(10, 0)).to("sink", new Collect()).build().start();
        assertTrue(closed.await(20, TimeUnit.SECONDS));
        conductor[0].join(20_000);
        assertFalse(conductor[0].isAlive());
    }

    @Test
    void aHostThatReadsAfterAFlushGetsTheNextFrameAtOnce() {
        final TestClock clock = new TestClock();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock))) {
            final AppSource source = AppSource.of(Rig.FORMAT, 8);
            final AppSink sink = AppSink.of(FormatSpec.of(Rig.FORMAT), 8);
            final Graph graph = engine.graph("g").source("in", source).to("out", sink).build().start();
            for (int i = 0; i < 6; i++) {
                if (i == 5) {
                    graph.flush();
                    engine.invoke();
                }
                source.offer(source.claim(4).sequence(i));
                engine.invoke();
                engine.invoke();
            }
            final Frame frame = sink.poll();
            assertEquals(5, frame.sequence());
            frame.release();
            assertNull(sink.poll());
        }
    }
}
