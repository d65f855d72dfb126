package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.rate.ResampleKernel;
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

/** Another sample rate for 10 ms of sound: 10 ms divided by the time shown is how many times faster than real time that is. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class ResampleBenchmark {
    /** From, to. */
    @Param({"44100-48000", "48000-44100", "48000-16000", "16000-48000", "11025-48000"})
    public String rates;
    /** Interleaved channels. */
    @Param({"1", "2"})
    public int channels;
    /** Which filters. */
    @Param("HIGH")
    public ResampleKernel.Quality quality;
    /** Whether the ratio may change. */
    @Param({"false", "true"})
    public boolean changing;

    private ResampleKernel kernel;
    private int hop;
    private float[] in;
    private float[] out;

    /** Makes a tone. */
    @Setup
    public void make() {
        final int from = Integer.parseInt(rates.substring(0, rates.indexOf('-')));
        final int to = Integer.parseInt(rates.substring(rates.indexOf('-') + 1));
        hop = from / 100;
        kernel = new ResampleKernel(from, to, channels, quality, changing, hop);
        in = new float[hop * channels];
        out = new float[kernel.mostOut() * channels];
        for (int i = 0; i < in.length; i++) {
            in[i] = (float) Math.sin(0.1 * i);
        }
    }

    /**
     * 10 ms.
     *
     * @return samples a channel put out.
     */
    @Benchmark
    public int hop() {
        return kernel.process(in, hop, out);
    }
}
