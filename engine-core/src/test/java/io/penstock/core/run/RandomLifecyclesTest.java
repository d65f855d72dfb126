package io.penstock.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.core.run.Rig.Collect;
import io.penstock.core.run.Rig.Copy;
import io.penstock.core.run.Rig.Hold;
import io.penstock.core.run.Rig.Merge;
import io.penstock.core.run.Rig.Numbers;
import io.penstock.core.stages.AppSource;
import io.penstock.error.EngineException;
import io.penstock.error.GraphException;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphListener;
import io.penstock.graph.GraphState;
import io.penstock.graph.Problem;
import io.penstock.graph.Supervision;
import io.penstock.stage.InPlace;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;
import io.penstock.frame.MutableFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand graphs of random shape, started, drained, stopped and closed at random moments, with stages that throw and edges that are full. */
class RandomLifecyclesTest {
    private static final int ROUNDS = 1000;

    private static final List<AppSource> HOSTED = new ArrayList<>();

    /** Looks at the graph from the conductor's thread whenever something happens. */
    private static final class Curious implements GraphListener {
        @Override
        public void onState(final Graph graph, final GraphState state) {
            graph.snapshot();
        }

        @Override
        public void onStageError(final Graph graph, final String stage, final Throwable error, final Supervision action) {
            if (action == Supervision.FAIL_GRAPH) {
                graph.stop();
            }
        }
    }

    /** Throws now and then, in any callback. */
    private static final class Moody implements Transform {
        private final Random random;
        private final int oneIn;

        private Moody(final long seed, final int oneIn) {
            random = new Random(seed);
            this.oneIn = oneIn;
        }

        private void maybeThrow() {
            if (random.nextInt(oneIn) == 0) {
                throw new IllegalStateException("moody");
            }
        }

        @Override
        public StageSpec spec() {
            return StageSpec.same("moody", FormatSpec.any()).maxOutputsPerInput(2).build();
        }

        @Override
        public void onStart(final StageContext context) {
            if (random.nextInt(oneIn * 3) == 0) {
                throw new IllegalStateException("moody start");
            }
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            out.commit(out.claim(in.length()).copyPayload(in));
            final MutableFrame open = out.claim(8);
            maybeThrow();
            if (random.nextBoolean()) {
                out.abort(open);
            }
        }

        @Override
        public void onEndOfStream(final Output out) {
            maybeThrow();
        }

        @Override
        public void onFlush() {
            maybeThrow();
        }

        @Override
        public void close() {
            maybeThrow();
        }
    }

    /** Takes its time, so that the edge before it fills. */
    private static final class Slow implements InPlace {
        @Override
        public StageSpec spec() {
            return StageSpec.same("slow", FormatSpec.any()).build();
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            LockSupport.parkNanos(20_000);
            return frame.sequence() % 5 == 0 ? Verdict.DROP : Verdict.FORWARD;
        }
    }

    @Test
    @Timeout(240)
    void neverHangNeverLeakNeverLeaveAThread() throws Exception {
        final long seed = Long.getLong("penstock.seed", 20_261_122L);
        for (int round = Integer.getInteger("penstock.round", 0); round < ROUNDS; round++) {
            final Random random = new Random(seed + round);
            final String where = "seed " + seed + ", round " + round;
            round(random, where);
        }
        final List<String> left = Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).map(Thread::getName)
            .filter(name -> name.startsWith("penstock") || name.startsWith("round")).collect(Collectors.toList());
        assertEquals(List.of(), left);
    }

    private static void round(final Random random, final String where) throws InterruptedException {
        final ThreadingMode mode = ThreadingMode.values()[random.nextInt(3)];
        final EngineContext context = new EngineContext().threadingMode(mode).metricsLevel(MetricsLevel.values()[random.nextInt(3)])
            .runners(1 + random.nextInt(3)).maxCounters(600).errorHandler(error -> {
                throw new AssertionError(where, error);
            });
        HOSTED.clear();
        try (Engine engine = Engine.launch(context)) {
            final Graph graph = composeSomethingPlannable(engine, random);
            try {
                graph.start();
            } catch (final EngineException e) {
                assertEquals(GraphState.FAILED, graph.state(), where);
                graph.close();
                return;
            }
            final int acts = random.nextInt(4);
            for (int act = 0; act < acts; act++) {
                act(graph, engine, random, mode, where);
            }
            end(graph, random, where);
            graph.stop();
            assertEquals(List.of(), ((RunningGraph) graph).leaks(), () -> where + "\n" + mode + ' ' + graph.describe() + graph.snapshot());
            graph.close();
            assertEquals(GraphState.CLOSED, graph.state(), where);
        }
    }

    /** Not every random graph can be planned: a queue may be too short for what one turn puts out. */
    private static Graph composeSomethingPlannable(final Engine engine, final Random random) {
        while (true) {
            try {
                return compose(engine.graph("round"), random);
            } catch (final GraphException e) {
                assertTrue(e.problems().stream().allMatch(problem -> problem.kind() == Problem.Kind.POLICY), e.getMessage());
            }
        }
    }

    private static Graph compose(final GraphBuilder builder, final Random random) {
        builder.supervise(Supervision.values()[random.nextInt(2)]).junction("merge", new Merge(3));
        builder.listener(new Curious());
        for (int input = 0; input < 2; input++) {
            final int frames = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(300);
            final long intervalNs = random.nextBoolean() ? 0 : 50_000;
            Flow flow = builder.source("src" + input, random.nextInt(4) == 0 ? hosted(frames) : new Numbers(frames, intervalNs));
            final int stages = random.nextInt(4);
            for (int i = 0; i < stages; i++) {
                flow = random.nextBoolean() ? flow.async(policy(random)) : flow;
                flow = stage(flow, "s" + input + i, random);
            }
            flow.async(policy(random)).into("merge", "in" + input);
        }
        final Flow merged = builder.from("merge");
        merged.via("moody", () -> new Moody(random.nextLong(), 40)).supervise(random.nextBoolean() ? Supervision.RESTART : Supervision.FAIL_GRAPH)
            .to("sink", new Collect(random.nextInt(3) == 0));
        if (random.nextBoolean()) {
            merged.async(policy(random)).via("slow", new Slow()).to("slowSink", new Collect());
        }
        return builder.build();
    }

    private static Flow stage(final Flow flow, final String name, final Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> flow.via(name, new Hold());
            case 1 -> flow.via(name, new Copy(1 + random.nextInt(2)));
            case 2 -> flow.via(name, new Slow());
            case 3 -> flow.via(name, new Rig.Add(1));
            default -> flow.via(name, new Moody(random.nextLong(), 60)).supervise(Supervision.values()[random.nextInt(3)]);
        };
    }

    private static EdgePolicy policy(final Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Edges.block(1 + random.nextInt(12));
            case 1 -> Edges.dropOldest(Duration.ofMillis(1 + random.nextInt(20)));
            case 2 -> Edges.dropNewest(1 + random.nextInt(4));
            default -> Edges.latest();
        };
    }

    /** A source that a host has filled and, when it has only some frames, ended before the graph starts. */
    private static Source hosted(final int frames) {
        final AppSource source = AppSource.of(Rig.FORMAT, 32);
        if (frames != Integer.MAX_VALUE) {
            source.end();
        }
        HOSTED.add(source);
        return source;
    }

    private static void feed(final Random random) {
        for (final AppSource source : HOSTED) {
            for (int i = random.nextInt(40); i > 0 && source.isBound(); i--) {
                final MutableFrame frame = source.claim(8);
                if (frame != null && random.nextInt(9) == 0) {
                    source.abort(frame);
                } else if (frame != null) {
                    source.offer(frame);
                }
            }
        }
    }

    private static void act(final Graph graph, final Engine engine, final Random random, final ThreadingMode mode, final String where) {
        switch (random.nextInt(6)) {
            case 4 -> feed(random);
            case 5 -> attachInput(graph, random, where);
            case 0 -> graph.flush();
            case 1 -> graph.snapshot();
            case 2 -> {
                if (mode == ThreadingMode.INVOKER) {
                    for (int i = 0; i < random.nextInt(50); i++) {
                        engine.invoke();
                    }
                } else {
                    LockSupport.parkNanos(random.nextInt(2_000_000));
                }
            }
            default -> attach(graph, random, where);
        }
    }

    private static void attach(final Graph graph, final Random random, final String where) {
        try {
            final var attachment = graph.attach("merge", flow -> flow.async(policy(random)).via("tapAdd" + random.nextInt(9), new Rig.Add(3))
                .to("tap" + random.nextInt(1_000_000), new Collect()));
            if (random.nextBoolean()) {
                attachment.close();
            }
        } catch (final EngineException e) {
            // The graph may have failed or ended meanwhile, or the branch cannot be planned: clear errors, and nothing may be left behind.
            assertTrue(e.getMessage().contains("round"), where + ": " + e.getMessage());
        }
    }

    private static void attachInput(final Graph graph, final Random random, final String where) {
        try {
            final var attachment = graph.attachInput("merge", "in2",
                builder -> builder.source("guest" + random.nextInt(1_000_000), new Numbers(random.nextInt(100), random.nextInt(2) * 50_000))
                    .async(policy(random)));
            if (random.nextBoolean()) {
                attachment.close();
            }
        } catch (final EngineException e) {
            assertTrue(e.getMessage().contains("round"), where + ": " + e.getMessage());
        }
    }

    private static void end(final Graph graph, final Random random, final String where) throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> graph.drain(Duration.ofMillis(random.nextInt(20)));
            case 1 -> graph.stop();
            case 2 -> {
                final Thread other = new Thread(graph::stop);
                other.start();
                graph.drain(Duration.ofMillis(5));
                other.join(10_000);
                assertTrue(!other.isAlive(), where);
            }
            default -> graph.close();
        }
    }
}
