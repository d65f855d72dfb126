package io.penstock.examples.call;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.graph.Graph;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        final TestClock clock = new TestClock();
        final List<byte[]> pictures = new ArrayList<>();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
             Graph graph = engine.graph("album").source("camera", new SyntheticCamera(format, seed, false))
                 .to("album", Stages.sink(StageSpec.sink("album", FormatSpec.any()).build(), frame -> pictures.add(copy(frame)))).build()) {
            graph.start();
            while (pictures.size() < count) {
                if (engine.invoke() == 0) {
                    clock.advanceNs(format.rate().frameNs() / 4);
                }
            }
        }
        return pictures.subList(0, count).toArray(byte[][]::new);
    }

    private static byte[] copy(final Frame frame) {
        return Arrays.copyOfRange(frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.length());
    }
}
