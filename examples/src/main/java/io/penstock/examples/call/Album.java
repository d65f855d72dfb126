package io.penstock.examples.call;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.error.EngineException;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Pictures of the synthetic camera, painted before any clock that matters starts: painting would be taken for latency. */
final class Album {
    private Album() {
    }

    /**
     * Paints.
     *
     * @param format of the pictures.
     * @param seed   of the scene.
     * @param count  how many.
     * @return pictures in order.
     */
    static byte[][] paint(final VideoFormat format, final long seed, final int count) {
        return take(graph -> graph.source("camera", new SyntheticCamera(format, seed, false)), format, count);
    }

    /**
     * Takes pictures of any camera, in its own time, which passes as fast as it can.
     *
     * @param camera adds the source, and what happens to its pictures.
     * @param format of the pictures.
     * @param count  how many.
     * @return pictures in order.
     */
    static byte[][] take(final Function<GraphBuilder, Flow> camera, final VideoFormat format, final int count) {
        final TestClock clock = new TestClock();
        final List<byte[]> pictures = new ArrayList<>();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
             Graph graph = camera.apply(engine.graph("album"))
                 .to("album", Stages.sink(StageSpec.sink("album", FormatSpec.any()).build(), frame -> pictures.add(copy(frame)))).build()) {
            graph.start();
            while (pictures.size() < count && graph.failure() == null) {
                if (engine.invoke() == 0) {
                    clock.advanceNs(format.rate().frameNs() / 4);
                }
            }
            if (graph.failure() != null) {
                throw new EngineException(EngineException.Category.STAGE, "the camera failed: " + graph.failure().getMessage(), graph.failure());
            }
        }
        return pictures.subList(0, count).toArray(byte[][]::new);
    }

    private static byte[] copy(final Frame frame) {
        return Arrays.copyOfRange(frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.length());
    }
}
