package io.penstock.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a picture takes from the host's hands over the media path of a call back to the host: source, encoder, RTP, UDP on loopback, jitter
 * buffer without delay, decoder, sink, over four threads; the codec costs nothing, see {@link MediaPath}. Samples of single pictures, one
 * under way at a time: the least that the engine takes. What a paced call takes, with all that comes late or never, is what {@code e2e}
 * measures.
 *
 * <p>Fails when the 99th percentile is above 500 ms: run with {@code -foe true} it makes the exit code say so.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class EndToEndLatency {
    private static final double BOUND_MS = 500;
    private static final double NS_PER_MS = 1e6;
    private MediaPath path;
    private Histogram latencies;

    /** Opens sockets and starts both graphs. */
    @Setup(Level.Trial)
    public void open() {
        path = new MediaPath();
    }

    /** Judges each iteration by itself, warm-up included: a picture may never take that long. */
    @Setup(Level.Iteration)
    public void begin() {
        latencies = new Histogram(3);
    }

    /** Fails if the bound is missed. */
    @TearDown(Level.Iteration)
    public void judge() {
        final double p99Ms = latencies.getValueAtPercentile(99) / NS_PER_MS;
        if (p99Ms > BOUND_MS) {
            throw new IllegalStateException(String.format(Locale.ROOT, "p99 is %.0f ms, the bound is %.0f ms", p99Ms, BOUND_MS));
        }
    }

    /** Ends both graphs. */
    @TearDown(Level.Trial)
    public void close() {
        path.close();
    }

    /**
     * A picture from capture until it is seen.
     *
     * @return nanoseconds, by the stamp in the picture.
     */
    @Benchmark
    public long picture() {
        final long ns = path.send();
        latencies.recordValue(ns);
        return ns;
    }
}
