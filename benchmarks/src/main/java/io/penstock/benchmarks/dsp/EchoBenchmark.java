package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.echo.EchoKernel;
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

/** Echo cancellation of one channel, for each 10 ms: a far end that talks all the time, its echo, and a voice over half of it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class EchoBenchmark {
    private static final int SECONDS = 10;

    /** Sample rate. */
    @Param({"16000", "48000"})
    public int rateHz;

    private EchoKernel kernel;
    private float[] far;
    private float[] near;
    private float[] played;
    private float[] heard;
    private float[] out;
    private int at;

    /** Makes ten seconds of two voices. */
    @Setup
    public void make() {
        far = VoicedSound.make(SECONDS * rateHz, rateHz, 1);
        near = new float[far.length];
        final int delay = rateHz / 20;
        for (int i = 0; i < near.length; i++) {
            // the other voice is the same one at another time, backwards
            near[i] = (i < near.length / 2 ? far[far.length - 1 - i] : 0) + (i < delay ? 0 : 0.5f * far[i - delay]);
        }
        kernel = new EchoKernel(rateHz, true);
        played = new float[rateHz / 100];
        heard = new float[played.length];
        out = new float[played.length];
    }

    /**
     * Ten milliseconds.
     *
     * @return what is left.
     */
    @Benchmark
    public float[] cancel10Ms() {
        at = at + played.length > far.length ? 0 : at;
        System.arraycopy(far, at, played, 0, played.length);
        System.arraycopy(near, at, heard, 0, heard.length);
        at += played.length;
        kernel.process(heard, played, out);
        return out;
    }
}
