package io.penstock.benchmarks.network;

import io.penstock.core.fec.ReedSolomon;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A block of packets of 1200 bytes, in µs: its repairs made, and as many packets as there are repairs restored (repairs without the symbols that
 * arrived are part of that). The baseline adds the same packets by exclusive or, which is what a parity code does.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class ProtectionBenchmark {
    private static final int BYTES = 1200;

    @Param({"5", "20"})
    private int packets;

    @Param({"1", "4"})
    private int repairs;

    private byte[][] media;
    private byte[][] made;
    private byte[][] symbols;
    private int[] indices;
    private ReedSolomon code;

    /** A block with content. */
    @Setup(Level.Trial)
    public void fill() {
        final Random random = new Random(1);
        media = new byte[packets][BYTES];
        for (final byte[] packet : media) {
            random.nextBytes(packet);
        }
        made = new byte[repairs][BYTES];
        symbols = new byte[repairs][BYTES];
        indices = new int[repairs];
        for (int i = 0; i < repairs; i++) {
            indices[i] = i;
        }
        code = new ReedSolomon(repairs);
        protect();
    }

    /**
     * Makes the repairs of a block.
     *
     * @return them.
     */
    @Benchmark
    public byte[][] protect() {
        for (int repair = 0; repair < repairs; repair++) {
            Arrays.fill(made[repair], (byte) 0);
            for (int i = 0; i < packets; i++) {
                ReedSolomon.add(repair, i, media[i], 0, BYTES, made[repair], 0);
            }
        }
        return made;
    }

    /**
     * Restores the first packets of a block.
     *
     * @return them.
     */
    @Benchmark
    public byte[][] restore() {
        for (int repair = 0; repair < repairs; repair++) {
            System.arraycopy(made[repair], 0, symbols[repair], 0, BYTES);
            for (int i = repairs; i < packets; i++) {
                ReedSolomon.add(repair, i, media[i], 0, BYTES, symbols[repair], 0);
            }
        }
        code.solve(indices, indices, repairs, symbols, BYTES);
        return symbols;
    }

    /**
     * The same number of sums, by exclusive or.
     *
     * @return them.
     */
    @Benchmark
    public byte[][] parity() {
        for (int repair = 0; repair < repairs; repair++) {
            final byte[] to = symbols[repair];
            for (int i = 0; i < packets; i++) {
                final byte[] from = media[i];
                for (int j = 0; j < BYTES; j++) {
                    to[j] ^= from[j];
                }
            }
        }
        return symbols;
    }
}
