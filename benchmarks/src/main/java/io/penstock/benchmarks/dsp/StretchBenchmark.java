package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.time.PeriodKernel;
import io.penstock.dsp.kernel.time.StretchKernel;
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

/** Time scaling of one channel, for each 10 ms put in: a stream at a speed, and pieces of 20 ms each asked to be shorter. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class StretchBenchmark {
    private static final int SECONDS = 10;

    /** Sample rate. */
    @Param({"16000", "48000"})
    public int rateHz;
    /** Times as fast; a piece's ratio is one by this. */
    @Param({"0.8", "1.25", "2"})
    public double speed;

    private StretchKernel kernel;
    private PeriodKernel period;
    private float[] sound;
    private float[] in;
    private float[] out;
    private int at;

    /** Makes ten seconds of a voice. */
    @Setup
    public void make() {
        sound = VoicedSound.make(SECONDS * rateHz, rateHz, 1);
        kernel = new StretchKernel(rateHz, 1).speed(speed);
        period = new PeriodKernel(rateHz, 1);
        in = new float[rateHz / 50];
        out = new float[kernel.maxOutput(in.length)];
    }

    private void next(final int n) {
        at = at + n > sound.length ? 0 : at;
        System.arraycopy(sound, at, in, 0, n);
        at += n;
    }

    /**
     * A stream.
     *
     * @return samples out.
     */
    @Benchmark
    public int stream10Ms() {
        next(rateHz / 100);
        return kernel.process(in, rateHz / 100, out);
    }

    /**
     * A piece of 20 ms.
     *
     * @return samples out.
     */
    @Benchmark
    public int piece20Ms() {
        next(rateHz / 50);
        return period.scale(in, rateHz / 50, 1 / speed, out);
    }
}
