package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.noise.NoiseKernel;
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

/** Noise suppression of one channel, for each 10 ms. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class NoiseBenchmark {
    private static final int SECONDS = 10;

    /** Sample rate. */
    @Param({"16000", "48000"})
    public int rateHz;
    /** Delay. */
    @Param({"8", "20"})
    public int latencyMs;

    private NoiseKernel kernel;
    private float[] sound;
    private float[] in;
    private float[] out;
    private int at;

    /** Makes ten seconds of a voice in noise. */
    @Setup
    public void make() {
        sound = VoicedSound.make(SECONDS * rateHz, rateHz, 1);
        kernel = new NoiseKernel(rateHz, latencyMs);
        in = new float[rateHz / 100];
        out = new float[rateHz / 100];
    }

    /**
     * A hop.
     *
     * @return a sample, so that the work is done.
     */
    @Benchmark
    public float hop10Ms() {
        at = at + in.length > sound.length ? 0 : at;
        System.arraycopy(sound, at, in, 0, in.length);
        at += in.length;
        kernel.process(in, out);
        return out[0];
    }
}
