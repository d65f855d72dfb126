package io.penstock.core.run;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.run.Rig.Add;
import io.penstock.core.run.Rig.Collect;
import io.penstock.core.run.Rig.Copy;
import io.penstock.core.run.Rig.Hold;
import io.penstock.core.run.Rig.Merge;
import io.penstock.core.run.Rig.Numbers;
import io.penstock.core.stages.AppSink;
import io.penstock.core.stages.AppSource;
import io.penstock.core.stages.Bridge;
import io.penstock.error.ConfigurationException;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs on threads of their own: the same outcomes, and nothing left behind. */
@Timeout(60)
class ThreadedGraphTest {
    private static Set<String> penstockThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).map(Thread::getName)
            .filter(name -> name.startsWith("penstock") || name.startsWith("threaded/")).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = {"SHARED", "DEDICATED"})
    void everythingArrivesAndNoThreadIsLeft(final ThreadingMode mode) {
        final Collect sink = new Collect();
        final Collect other = new Collect();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(mode))) {
            final var builder = engine.graph("threaded");
            final var flow = builder.source("src", new Numbers(20_000, 0)).async(Edges.block(16)).via("twice", new Copy(2));
            flow.async(Edges.block(8)).via("add", new Add(1)).async(Edges.block(4)).via("hold", new Hold()).to("sink", sink);
            flow.async(Edges.block(3)).on("pinned").to("other", other);
            final Graph graph = builder.build().start();
            assertTrue(graph.awaitEnd(ofSeconds(30)), () -> graph.state() + " " + graph.failure() + graph.snapshot());
            assertEquals(40_000, sink.numbers.size());
            assertEquals(40_000, other.numbers.size());
            assertEquals(20_000, sink.numbers.get(39_999));
            graph.stop();
            assertEquals(List.of(), ((RunningGraph) graph).leaks());
        }
        assertEquals(Set.of(), penstockThreads());
    }

    @Test
    void aPacedSourceIsWokenByItsTimerAndItsConsumersByTheirEdges() {
        final Collect sink = new Collect();
        try (Engine engine = Engine.launch(new EngineContext())) {
            final Graph graph = engine.graph("threaded").source("src", new Numbers(50, 2_000_000)).async(Edges.dropOldest(ofSeconds(1)))
                .to("sink", sink).build().start();
            assertTrue(graph.awaitEnd(ofSeconds(10)));
            assertEquals(Rig.range(0, 50), sink.numbers);
        }
    }

    @Test
    void aHostFeedsAndReadsAGraphWithItsOwnThreads() throws Exception {
        final AppSource source = AppSource.of(Rig.FORMAT, 8);
        final AppSink sink = AppSink.of(FormatSpec.of(Rig.FORMAT), 64);
        final List<Integer> received = new ArrayList<>();
        try (Engine engine = Engine.launch(new EngineContext())) {
            final Graph graph = engine.graph("threaded").source("in", source).via("add", new Add(10)).async(Edges.block(16)).to("out", sink).build()
                .start();
            final Thread reader = new Thread(() -> {
                while (!sink.hasEnded() || received.size() < 2_000) {
                    final Frame frame = sink.poll(1_000_000);
                    if (frame != null) {
                        received.add(frame.buffer().getInt(0));
                        frame.release();
                    }
                }
            });
            reader.start();
            for (int i = 0; i < 2_000; ) {
                // Leave room at the sink, which drops when the host does not keep up.
                final MutableFrame frame = i - received.size() > 32 ? null : source.claim(960);
                if (frame == null) {
                    Thread.onSpinWait();
                    continue;
                }
                frame.buffer().putInt(0, i++);
                assertTrue(source.offer(frame.captureNs(source.nowNs())));
            }
            source.end();
            reader.join(20_000);
            assertEquals(Rig.range(10, 2_010), received);
            graph.stop();
            assertEquals(List.of(), ((RunningGraph) graph).leaks());
        }
    }

    @Test
    void manyHostThreadsFeedOneSource() throws Exception {
        final AppSource source = AppSource.of(Rig.FORMAT, 32).manyThreads();
        final Collect sink = new Collect();
        try (Engine engine = Engine.launch(new EngineContext())) {
            final Graph graph = engine.graph("threaded").source("in", source).to("out", sink).build().start();
            final List<Thread> hosts = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                final Thread host = new Thread(() -> {
                    for (int i = 0; i < 500; ) {
                        final MutableFrame frame = source.claim(4);
                        if (frame != null && source.offer(frame)) {
                            i++;
                        }
                    }
                });
                host.start();
                hosts.add(host);
            }
            for (final Thread host : hosts) {
                host.join();
            }
            source.end();
            assertTrue(graph.awaitEnd(ofSeconds(10)));
            assertEquals(2_000, sink.numbers.size());
        }
    }

    @Test
    void aBridgeJoinsTwoGraphs() {
        final Bridge bridge = Bridge.of(Rig.FORMAT, 64);
        final Collect sink = new Collect();
        try (Engine engine = Engine.launch(new EngineContext())) {
            final Graph receiver = engine.graph("threaded-b").source("in", bridge.source()).to("sink", sink).build().start();
            final Graph sender = engine.graph("threaded-a").source("src", new Numbers(50, 100_000)).to("out", bridge.sink()).build().start();
            assertTrue(sender.awaitEnd(ofSeconds(10)));
            assertTrue(receiver.awaitEnd(ofSeconds(10)));
            assertEquals(Rig.range(0, 50), sink.numbers);
        }
    }

    @Test
    void spinningRegionsAreRefusedWhenTheyWouldOutnumberTheCores() {
        final EngineContext spinning = new EngineContext().threadingMode(ThreadingMode.DEDICATED).idleStrategy(() -> BusySpinIdleStrategy.INSTANCE);
        try (Engine engine = Engine.launch(spinning)) {
            final var builder = engine.graph("threaded").junction("merge", new Merge(1));
            var flow = builder.source("src", new Numbers(1, 0));
            for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 1; i++) {
                flow = flow.async(Edges.block(2)).via("copy" + i, new Copy(1));
            }
            flow.into("merge", "in0");
            builder.from("merge").to("sink", new Collect());
            final Graph graph = builder.build();
            final ConfigurationException error = assertThrows(ConfigurationException.class, graph::start);
            assertTrue(error.getMessage().contains("spinning regions"), error.getMessage());
        }
        assertEquals(Set.of(), penstockThreads());
    }
}
