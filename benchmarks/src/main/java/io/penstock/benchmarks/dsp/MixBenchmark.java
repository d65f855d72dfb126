package io.penstock.benchmarks.dsp;

import io.penstock.clock.Timebase;
import io.penstock.dsp.audio.Mixer;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Pcm;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** 10 ms of a conference of 48 kHz: everyone hears everyone else, through the stage with its limiters, 16-bit samples in and out. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class MixBenchmark {
    private static final AudioFormat FORMAT = AudioFormat.mono(48_000, Timebase.ms(10));

    /** Participants. */
    @Param({"4", "16", "64"})
    public int inputs;
    /** How many of them are mixed; 0 = all. */
    @Param({"0", "3"})
    public int speakers;

    private StageHarness harness;
    private String[] names;
    private float[][] sounds;
    private long ptsNs;

    /** Starts the mixer. */
    @Setup
    public void start() {
        final HarnessSetup setup = StageHarness.of(Mixer.of(FORMAT, inputs, m -> m.withoutOneself().limiter().speakers(speakers)));
        names = new String[inputs];
        sounds = new float[inputs][FORMAT.frameSamples()];
        final Random random = new Random(1);
        for (int i = 0; i < inputs; i++) {
            names[i] = "in" + i;
            setup.input(names[i], FORMAT);
            for (int k = 0; k < sounds[i].length; k++) {
                sounds[i][k] = (float) (0.02 * random.nextGaussian());
            }
        }
        harness = setup.measuring().start();
        ptsNs = harness.clock().nanoTime();
    }

    /** A frame from everyone, and a frame for everyone. */
    @Benchmark
    public void frame() {
        for (int i = 0; i < inputs; i++) {
            final TestFrame frame = harness.frame(names[i]);
            Pcm.write(sounds[i], sounds[i].length, SampleType.S16, frame);
            harness.push(names[i], frame.ptsNs(ptsNs).captureNs(ptsNs));
        }
        ptsNs += FORMAT.frameNs();
    }

    /** Ends. */
    @TearDown
    public void stop() {
        harness.close();
    }
}
