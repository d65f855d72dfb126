package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.picture.ColorMatrix;
import io.penstock.dsp.kernel.picture.PixelPacking;
import io.penstock.dsp.kernel.picture.RgbToYcbcr;
import io.penstock.dsp.kernel.picture.YcbcrLayout;
import io.penstock.dsp.kernel.picture.YcbcrRelayout;
import io.penstock.dsp.kernel.picture.YcbcrToRgb;
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

/** One picture of 1280 x 720 from one layout to another, by BT.601 limited range: 5000 us are 200 pictures a second. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class ConvertBenchmark {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;

    /** From which layout to which. */
    @Param({"i420-nv12", "nv12-i420", "i420-yuy2", "yuy2-i420", "yuy2-nv12", "i420-rgb24", "i420-bgra", "nv12-bgra", "yuy2-bgra", "rgb24-i420",
        "bgra-i420", "bgra-nv12", "bgra-yuy2", "bgra-gray8", "rgb24-bgra", "bgra-rgb24"})
    public String pair;

    private final byte[] in = new byte[WIDTH * HEIGHT * 4];
    private final byte[] out = new byte[WIDTH * HEIGHT * 4];
    private Runnable conversion;

    private static YcbcrLayout layout(final String name) {
        return switch (name) {
            case "i420" -> YcbcrLayout.i420(WIDTH, HEIGHT);
            case "nv12" -> YcbcrLayout.nv12(WIDTH, HEIGHT);
            case "yuy2" -> YcbcrLayout.yuy2(WIDTH, HEIGHT);
            case "gray8" -> YcbcrLayout.gray(WIDTH, HEIGHT);
            default -> null;
        };
    }

    private static PixelPacking packing(final String name) {
        return name.equals("bgra") ? PixelPacking.BGRA : PixelPacking.RGB24;
    }

    /** Makes noise: no run of equal values makes it easy. */
    @Setup
    public void make() {
        new Random(1).nextBytes(in);
        final String from = pair.substring(0, pair.indexOf('-'));
        final String to = pair.substring(pair.indexOf('-') + 1);
        final YcbcrLayout a = layout(from);
        final YcbcrLayout b = layout(to);
        final ColorMatrix matrix = ColorMatrix.bt601(false);
        if (a != null && b != null) {
            final YcbcrRelayout kernel = new YcbcrRelayout(a, b);
            conversion = () -> kernel.process(in, 0, out, 0);
        } else if (a != null) {
            final YcbcrToRgb kernel = new YcbcrToRgb(a, matrix, packing(to));
            conversion = () -> kernel.process(in, 0, out, 0);
        } else if (b != null) {
            final RgbToYcbcr kernel = new RgbToYcbcr(packing(from), matrix, b);
            conversion = () -> kernel.process(in, 0, out, 0);
        } else {
            conversion = () -> packing(from).swap(in, 0, out, 0, WIDTH * HEIGHT);
        }
    }

    /**
     * A picture.
     *
     * @return the result.
     */
    @Benchmark
    public byte[] picture() {
        conversion.run();
        return out;
    }
}
