package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.chain.VoiceChain;
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

/** All that a microphone's sound goes through, a hop of 10 ms: 100 µs are one hundredth of a core. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class VoiceBenchmark {
    private static final int SECONDS = 10;

    /** Sample rate. */
    @Param({"16000", "48000"})
    public int rateHz;

    /** Whether there is an echo canceller in it, and an echo to cancel. */
    @Param({"false", "true"})
    public boolean echo;

    private VoiceChain chain;
    private float[] voice;
    private float[] near;
    private float[] far;
    private float[] out;
    private int at;

    /** Makes ten seconds of a voice; the microphone hears it, or, with an echo, hears it 40 ms late and weaker. */
    @Setup
    public void make() {
        voice = VoicedSound.make(SECONDS * rateHz, rateHz, 1);
        chain = new VoiceChain(rateHz, echo, true);
        near = new float[rateHz / 100];
        far = new float[near.length];
        out = new float[near.length];
    }

    /**
     * Ten milliseconds.
     *
     * @return samples.
     */
    @Benchmark
    public float[] hop() {
        at = at + far.length > voice.length ? 0 : at;
        System.arraycopy(voice, at, far, 0, far.length);
        final int then = at - 4 * far.length;
        System.arraycopy(voice, then < 0 ? then + voice.length : then, near, 0, near.length);
        for (int i = 0; i < near.length; i++) {
            near[i] *= 0.3f;
        }
        at += far.length;
        chain.process(near, far, out);
        return out;
    }
}
