package io.penstock.benchmarks.dsp;

import io.penstock.dsp.kernel.time.ConcealKernel;
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

/** Concealment of packets of 20 ms, one channel: one that came, and one lost between two that came. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class ConcealBenchmark {
    private static final int SECONDS = 10;

    /** Sample rate. */
    @Param({"8000", "16000", "48000"})
    public int rateHz;

    private ConcealKernel kernel;
    private float[] sound;
    private float[] packet;
    private int at;

    /** Makes ten seconds of a voice. */
    @Setup
    public void make() {
        sound = VoicedSound.make(SECONDS * rateHz, rateHz, 1);
        kernel = new ConcealKernel(rateHz, 1);
        packet = new float[rateHz / 50];
    }

    private void next() {
        at = at + packet.length > sound.length ? 0 : at;
        System.arraycopy(sound, at, packet, 0, packet.length);
        at += packet.length;
    }

    /**
     * A packet that came.
     *
     * @return samples.
     */
    @Benchmark
    public float[] received() {
        next();
        kernel.received(packet, packet.length);
        return packet;
    }

    /**
     * One lost between two that came.
     *
     * @return samples.
     */
    @Benchmark
    public float[] lostBetweenTwo() {
        next();
        kernel.received(packet, packet.length);
        at += packet.length;
        kernel.conceal(packet, packet.length);
        next();
        kernel.received(packet, packet.length);
        return packet;
    }
}
