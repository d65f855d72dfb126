package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.beauty.BeautyKernel;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One picture of 1280 x 720 with a drawn face, smoothed at level 5 and whitened at level 3: 16,667 us are 60 pictures a second. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class BeautyBenchmark {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;

    /** Width of the face in pixels; 0 = none. */
    @Param({"0", "200", "400"})
    public int face;

    private final byte[] still = new byte[WIDTH * HEIGHT * 3 / 2];
    private final byte[] picture = new byte[still.length];
    private BeautyKernel kernel;

    /** Draws a face before a wall. */
    @Setup
    public void draw() {
        final Random random = new Random(1);
        ellipse(640, 360, 2000, 2000, 110, 140, 118, random);
        if (face > 0) {
            final double y = 300;
            ellipse(640, y + 0.08 * face, 0.62 * face, 0.78 * face, 35, 124, 132, random);
            ellipse(640, y + 0.2 * face, 0.5 * face, 0.66 * face, 150, 112, 150, random);
            for (int side = -1; side <= 1; side += 2) {
                ellipse(640 + side * 0.22 * face, y - 0.13 * face, 0.12 * face, 0.03 * face, 75, 124, 134, random);
                ellipse(640 + side * 0.22 * face, y, 0.1 * face, 0.045 * face, 50, 126, 130, random);
            }
            ellipse(640, y + 0.5 * face, 0.17 * face, 0.045 * face, 100, 110, 162, random);
        }
        kernel = new BeautyKernel(WIDTH, HEIGHT, false);
        processed();
        if (kernel.faces() != (face > 0 ? 1 : 0)) {
            throw new IllegalStateException("found " + kernel.faces() + " faces");
        }
    }

    private void ellipse(final double cx, final double cy, final double rx, final double ry, final int luma, final int cb, final int cr,
                         final Random random) {
        for (int y = (int) Math.max(0, cy - ry); y < Math.min(HEIGHT, cy + ry); y++) {
            for (int x = (int) Math.max(0, cx - rx); x < Math.min(WIDTH, cx + rx); x++) {
                if (Math.pow((x - cx) / rx, 2) + Math.pow((y - cy) / ry, 2) < 1) {
                    still[y * WIDTH + x] = (byte) (luma + random.nextInt(9) - 4);
                    final int chroma = WIDTH * HEIGHT + y / 2 * (WIDTH / 2) + x / 2;
                    still[chroma] = (byte) cb;
                    still[chroma + WIDTH * HEIGHT / 4] = (byte) cr;
                }
            }
        }
    }

    /**
     * A picture.
     *
     * @return it.
     */
    @Benchmark
    public byte[] processed() {
        System.arraycopy(still, 0, picture, 0, still.length);
        kernel.process(picture, 0, WIDTH * HEIGHT, WIDTH * HEIGHT * 5 / 4, 1);
        return picture;
    }
}
