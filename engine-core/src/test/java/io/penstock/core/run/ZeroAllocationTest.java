package io.penstock.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.testkit.AllocationProbe;
import io.penstock.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine itself allocates nothing per frame once warm: queues of every policy, fan-out with a copy, a junction, timers, gaps. */
@Tag("allocation")
class ZeroAllocationTest {
    private static final int FRAMES_A_TURN = 4;

    private static final class Endless implements Source {
        private long sequence;
        private StageContext context;

        @Override
        public StageSpec spec() {
            return StageSpec.source("endless", FormatSpec.of(Rig.FORMAT)).build();
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
        }

        @Override
        public int poll(final Output out, final int limit) {
            final long nowNs = context.clock().nanoTime();
            for (int i = 0; i < FRAMES_A_TURN; i++) {
                final MutableFrame frame = out.claim(960);
                if (frame == null) {
                    break;
                }
                out.commit(frame.ptsNs(nowNs).captureNs(nowNs).sequence(sequence++));
            }
            if (sequence % 64 == 0) {
                out.gap(nowNs, 10_000_000);
            }
            context.wakeAtNs(nowNs + 1);
            return FRAMES_A_TURN;
        }
    }

    private static final class Count implements Sink {
        private long frames;

        @Override
        public StageSpec spec() {
            return StageSpec.sink("count", FormatSpec.any()).build();
        }

        @Override
        public void onFrame(final Frame in) {
            frames++;
        }
    }

    @ParameterizedTest
    @EnumSource(MetricsLevel.class)
    void nothingIsAllocatedPerFrame(final MetricsLevel level) {
        final TestClock clock = new TestClock();
        final Count merged = new Count();
        final Count latest = new Count();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock).metricsLevel(level))) {
            final var builder = engine.graph("zero").junction("merge", new Rig.Merge(3));
            final Flow flow = builder.source("src", new Endless());
            branch(flow, "a", Edges.block(16), 0);
            branch(flow, "b", Edges.dropOldest(Duration.ofMillis(100)), 1);
            branch(flow, "c", Edges.dropNewest(16), 2);
            flow.async(Edges.latest()).to("latest", latest);
            flow.async(Edges.dropOldest(Duration.ofMillis(50))).via("copy", new Rig.Copy(1)).to("copied", new Count());
            builder.from("merge").to("merged", merged);
            final Graph graph = builder.build().start();
            final double bytes = new AllocationProbe().measure(() -> {
                clock.advanceNs(1_000_000);
                engine.invoke();
            }, 20_000, 5_000);
            assertTrue(merged.frames > 20_000 * FRAMES_A_TURN && latest.frames > 20_000, merged.frames + " and " + latest.frames + "\n"
                + graph.snapshot());
            assertEquals(0.0, bytes, 0.1, "bytes for each turn of " + FRAMES_A_TURN + " frames");
        }
    }

    private static void branch(final Flow flow, final String name, final EdgePolicy policy, final int port) {
        flow.async(policy).via(name + "-add", new Rig.Add(1)).via(name + "-hold", new Rig.Hold()).into("merge", "in" + port);
    }
}
