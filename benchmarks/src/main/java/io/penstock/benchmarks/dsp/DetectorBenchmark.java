package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.level.AutoGainKernel;
import io.penstock.dsp.kernel.HighPassKernel;
import io.penstock.dsp.kernel.level.LevelKernel;
import io.penstock.dsp.kernel.level.Limiter;
import io.penstock.dsp.kernel.speech.VoiceDetector;
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

/** What listens to a voice and what sets its level, a hop of 10 ms each: detector, gain (with a detector), limiter, meter, high-pass. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class DetectorBenchmark {
    private static final int SECONDS = 10;

    /** Sample rate. */
    @Param({"16000", "48000"})
    public int rateHz;

    private VoiceDetector detector;
    private AutoGainKernel gain;
    private Limiter limiter;
    private LevelKernel meter;
    private HighPassKernel highPass;
    private float[] voice;
    private float[] hop;
    private float[] out;
    private int at;

    /** Makes ten seconds of a voice, loud enough to be limited now and then. */
    @Setup
    public void make() {
        voice = VoicedSound.make(SECONDS * rateHz, rateHz, 1);
        for (int i = 0; i < voice.length; i++) {
            voice[i] *= 3;
        }
        hop = new float[rateHz / 100];
        out = new float[hop.length];
        detector = new VoiceDetector(rateHz);
        gain = new AutoGainKernel(rateHz);
        limiter = new Limiter(rateHz, 1, 2, -1, true, hop.length);
        meter = new LevelKernel(rateHz, 1, hop.length);
        highPass = new HighPassKernel(rateHz, 1, 80, 4);
    }

    private void next() {
        at = at + hop.length > voice.length ? 0 : at;
        System.arraycopy(voice, at, hop, 0, hop.length);
        at += hop.length;
    }

    /**
     * Voice detector.
     *
     * @return the probability.
     */
    @Benchmark
    public float detect() {
        next();
        return detector.process(hop);
    }

    /**
     * Automatic gain with its own detector and limiter.
     *
     * @return samples.
     */
    @Benchmark
    public float[] gain() {
        next();
        gain.process(hop, out);
        return out;
    }

    /**
     * Limiter with true peaks.
     *
     * @return samples.
     */
    @Benchmark
    public float[] limit() {
        next();
        limiter.process(hop, out, hop.length);
        return out;
    }

    /**
     * Level, true peak and loudness.
     *
     * @return the loudness.
     */
    @Benchmark
    public float measure() {
        next();
        meter.process(hop, hop.length);
        return meter.integratedLufs();
    }

    /**
     * High-pass.
     *
     * @return samples.
     */
    @Benchmark
    public float[] highPass() {
        next();
        highPass.process(hop, out, hop.length);
        return out;
    }
}
