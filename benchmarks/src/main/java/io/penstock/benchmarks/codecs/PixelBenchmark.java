package io.penstock.benchmarks.codecs;

import io.penstock.codecs.h264.motion.Pixels;
import io.penstock.codecs.h264.motion.Reference;
import io.penstock.codecs.h264.picture.Picture;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What motion search does to a macroblock, 16x16 samples, at one place after the other of a 640 x 360 picture of noise; {@link Accelerated} is
 * the same in a JVM that has the Vector API.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class PixelBenchmark {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 368;
    private static final int SIDE = 16;
    private static final int PLACES = 256;
    /** Fractions of a place in quarter samples: between two rows; and between two samples of which both are worked out. */
    private static final int HALF_ROW = 2;
    private static final int QUARTERS = 1;

    private final Reference reference = new Reference(WIDTH, HEIGHT);
    private final Picture picture = reference.picture();
    private final byte[] block = new byte[SIDE * SIDE];
    private final byte[] predicted = new byte[SIDE * SIDE];
    private final byte[] scratch = new byte[SIDE * SIDE];
    private final int[] columns = new int[PLACES];
    private final int[] rows = new int[PLACES];
    private int next;

    /** Fills everything with noise, and works out what lies between the samples. */
    @Setup
    public void make() {
        final Random random = new Random(1);
        random.nextBytes(picture.luma);
        random.nextBytes(picture.cb);
        random.nextBytes(picture.cr);
        random.nextBytes(block);
        picture.extend();
        reference.changed();
        for (int i = 0; i < PLACES; i++) {
            columns[i] = random.nextInt(WIDTH - SIDE);
            rows[i] = random.nextInt(HEIGHT - SIDE);
        }
        for (int i = 0; i < PLACES; i++) {
            sadBetweenSamples();
        }
    }

    private int place() {
        next = next + 1 & PLACES - 1;
        return next;
    }

    /**
     * Differences sample by sample, as a plain loop adds them up: what the others are measured against.
     *
     * @return the sum.
     */
    @Benchmark
    public int sadSampleBySample() {
        final int i = place();
        final int at = picture.lumaAt(columns[i], rows[i]);
        int sum = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                sum += Math.abs((block[y * SIDE + x] & 0xFF) - (picture.luma[at + y * picture.lumaStride + x] & 0xFF));
            }
        }
        return sum;
    }

    /**
     * Differences to a block of samples.
     *
     * @return the sum.
     */
    @Benchmark
    public int sad() {
        final int i = place();
        return Pixels.sad16x16(block, 0, SIDE, picture.luma, picture.lumaAt(columns[i], rows[i]), picture.lumaStride);
    }

    /**
     * Differences to samples half a row down, which were worked out before.
     *
     * @return the sum.
     */
    @Benchmark
    public int sadHalfARowDown() {
        final int i = place();
        return reference.sad(block, 0, SIDE, 4 * columns[i], 4 * rows[i] + HALF_ROW, SIDE, SIDE);
    }

    /**
     * Differences to averages of samples that were worked out before.
     *
     * @return the sum.
     */
    @Benchmark
    public int sadBetweenSamples() {
        final int i = place();
        return reference.sad(block, 0, SIDE, 4 * columns[i] + QUARTERS, 4 * rows[i] + QUARTERS, SIDE, SIDE);
    }

    /**
     * Transformed differences to a block of samples.
     *
     * @return the sum of their magnitudes.
     */
    @Benchmark
    public int satd() {
        final int i = place();
        return Pixels.satd(block, 0, SIDE, picture.luma, picture.lumaAt(columns[i], rows[i]), picture.lumaStride, SIDE, SIDE);
    }

    /**
     * Transformed differences to averages.
     *
     * @return the sum of their magnitudes.
     */
    @Benchmark
    public int satdBetweenSamples() {
        final int i = place();
        return reference.satd(block, 0, SIDE, 4 * columns[i] + QUARTERS, 4 * rows[i] + QUARTERS, SIDE, SIDE, scratch);
    }

    /**
     * A prediction between samples, luma and chroma.
     *
     * @return the luma.
     */
    @Benchmark
    public byte[] predict() {
        final int i = place();
        final int x4 = 4 * columns[i] + QUARTERS;
        final int y4 = 4 * rows[i] + QUARTERS;
        reference.predictLuma(x4, y4, SIDE, SIDE, predicted, 0, SIDE);
        reference.predictChroma(x4, y4, SIDE / 2, SIDE / 2, scratch, 0, scratch, SIDE / 2, SIDE);
        return predicted;
    }

    /**
     * All samples at half distances of the four tiles that a block touches.
     *
     * @return a block of them.
     */
    @Benchmark
    public byte[] workOutHalfSamples() {
        final int i = place();
        reference.changed();
        reference.predictLuma(4 * (columns[i] & -SIDE) + SIDE, 4 * (rows[i] & -SIDE) + SIDE + HALF_ROW, SIDE, SIDE, predicted, 0, SIDE);
        return predicted;
    }

    /** With the accelerator. */
    @Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
    public static class Accelerated extends PixelBenchmark {
    }
}
