package io.penstock.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphListener;
import io.penstock.graph.GraphState;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.clock.Timebase;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.core.metrics.TimerSlack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    private static final AudioFormat FORMAT = AudioFormat.mono(48_000, Timebase.ms(10));

    private static io.penstock.graph.GraphBuilder tiny(final Engine engine, final String name) {
        return engine.graph(name)
            .source("src", Stages.source(StageSpec.source("one", FormatSpec.of(FORMAT)).build(), (out, limit) -> {
                out.commit(out.claim(4));
                out.endOfStream();
                return 1;
            }))
            .to("sink", Stages.sink(StageSpec.sink("none", FormatSpec.any()).build(), in -> { }));
    }

    @Test
    void aContextIsFrozenByTheLaunchAndSaysSo() {
        final EngineContext context = new EngineContext();
        Engine.launch(context).close();
        assertTrue(assertThrows(ConfigurationException.class, () -> context.runners(3)).getMessage().contains("launched already"));
        assertTrue(assertThrows(ConfigurationException.class, () -> Engine.launch(new EngineContext().runners(0))).getMessage().contains("1–1024"));
        assertTrue(assertThrows(ConfigurationException.class, () -> Engine.launch(new EngineContext()
            .idleStrategy(() -> BusySpinIdleStrategy.INSTANCE))).getMessage().contains("DEDICATED"));
        assertTrue(assertThrows(ConfigurationException.class, () -> Engine.launch(new EngineContext().timerSlackNs(-1))).getMessage()
            .contains("timer slack -1 ns"));
    }

    @Test
    void lowersTheTimerSlackOfWhoeverRunsRegions() throws Exception {
        assumeTrue(TimerSlack.ofThisThreadNs() != TimerSlack.UNKNOWN, "no timer slack here");
        final CompletableFuture<Long> seen = new CompletableFuture<>();
        try (Engine engine = Engine.launch(new EngineContext().timerSlackNs(2_000).threadFactory(Thread::new));
             Graph graph = engine.graph("slack").source("null", Stages.source(StageSpec.source("none", FormatSpec.of(FORMAT))
                 .build(), (out, limit) -> {
                     seen.complete(TimerSlack.ofThisThreadNs());
                     return 0;
                 })).to("sink", Stages.sink(StageSpec.sink("none", FormatSpec.any()).build(), in -> { })).build()) {
            graph.start();
            assertEquals(2_000, seen.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void graphNamesAreUniqueUntilClosed() {
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER))) {
            final Graph first = tiny(engine, "g").build();
            assertThrows(ConfigurationException.class, () -> tiny(engine, "g").build());
            first.close();
            tiny(engine, "g").build();
            assertEquals(1, engine.graphs().size());
        }
    }

    @Test
    void closingTheEngineClosesItsGraphsAndForbidsNewOnes() {
        final Engine engine = Engine.launch(new EngineContext());
        final Graph graph = tiny(engine, "g").build().start();
        engine.close();
        assertEquals(GraphState.CLOSED, graph.state());
        assertThrows(EngineException.class, () -> engine.graph("h"));
        engine.close();
    }

    @Test
    void invokeNeedsTheInvokerMode() {
        try (Engine engine = Engine.launch(new EngineContext())) {
            assertTrue(assertThrows(EngineException.class, engine::invoke).getMessage().contains("INVOKER"));
        }
    }

    @Test
    void listenersHearEveryState() {
        final List<GraphState> states = new ArrayList<>();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER))) {
            final Graph graph = tiny(engine, "g").listener(new GraphListener() {
                @Override
                public void onState(final Graph of, final GraphState state) {
                    states.add(state);
                }
            }).build().start();
            graph.awaitEnd(Duration.ofSeconds(1));
            graph.close();
            engine.invoke();
        }
        assertEquals(List.of(GraphState.STARTING, GraphState.RUNNING, GraphState.ENDED, GraphState.STOPPED, GraphState.CLOSED), states);
    }

    @Test
    void anotherProcessCanReadTheCountersOfAGraph(@TempDir final Path folder) {
        final Path file = folder.resolve("counters");
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).countersFile(file))) {
            final Graph graph = tiny(engine, "g").build().start();
            graph.awaitEnd(Duration.ofSeconds(1));
            final List<String> seen = new ArrayList<>();
            try (EngineCounters outside = EngineCounters.readOnly(file)) {
                outside.forEach((id, type, label, value) -> seen.add(type + " " + label + " " + value));
            }
            assertTrue(seen.contains("STAGE_IN sink 1"), seen.toString());
        }
    }

    @Test
    void aPipelineIsBuiltFromText() {
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER))) {
            final ConfigurationException error = assertThrows(ConfigurationException.class, () -> engine.parse("p", "nosuch ! reframe"));
            assertTrue(error.getMessage().contains("nosuch") && !error.getMessage().contains("\n"), error.getMessage());
            assertFalse(engine.providers().stages().isEmpty());
        }
    }
}
