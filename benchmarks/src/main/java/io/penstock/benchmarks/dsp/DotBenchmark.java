package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.VectorMath;
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

/** 480 outputs of a filter of 64 taps (10 ms of 48 kHz), in plain Java and in a JVM that has the Vector API. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class DotBenchmark {
    private static final int OUTPUTS = 480;
    private static final int TAPS = 64;

    private final float[] samples = new float[OUTPUTS + TAPS];
    private final float[] taps = new float[TAPS];
    private final float[] out = new float[OUTPUTS];

    /** Fills everything with noise. */
    @Setup
    public void make() {
        final Random random = new Random(1);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < TAPS; i++) {
            taps[i] = (float) random.nextGaussian();
        }
    }

    /**
     * Whatever JVM the host started: plain Java.
     *
     * @return the outputs.
     */
    @Benchmark
    @Fork(1)
    public float[] plain() {
        return filter();
    }

    /**
     * With the accelerator.
     *
     * @return the outputs.
     */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
    public float[] accelerated() {
        return filter();
    }

    private float[] filter() {
        for (int i = 0; i < OUTPUTS; i++) {
            out[i] = VectorMath.dot(samples, i, taps, 0, TAPS);
        }
        return out;
    }
}
