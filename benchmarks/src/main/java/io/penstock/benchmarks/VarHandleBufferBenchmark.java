package io.penstock.benchmarks;

import io.penstock.buffer.VarHandleBuffer;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an access through the buffer costs, and what a message through a ring over it costs on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VarHandleBufferBenchmark {
    private static final int CAPACITY = 4096;
    private static final int MESSAGE_TYPE = 1;

    private int next;
    private long received;

    private final VarHandleBuffer direct = VarHandleBuffer.allocateDirectAligned(CAPACITY, 64);
    private final VarHandleBuffer array = new VarHandleBuffer(new byte[CAPACITY]);
    private final byte[] chunk = new byte[1200];
    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(
        VarHandleBuffer.allocateDirectAligned(65_536 + RingBufferDescriptor.TRAILER_LENGTH, 64));
    private final MessageHandler handler = (type, buffer, index, length) -> received += buffer.getLong(index);

    @Benchmark
    public long readLongFromDirectMemory() {
        return direct.getLong(step());
    }

    @Benchmark
    public long readLongFromAnArray() {
        return array.getLong(step());
    }

    @Benchmark
    public long addToACounter() {
        return direct.getAndAddLong(64, 1);
    }

    @Benchmark
    public void writeACounterInOrder() {
        direct.putLongRelease(64, next++);
    }

    @Benchmark
    public void copyAPacketIntoDirectMemory() {
        direct.putBytes(0, chunk, 0, chunk.length);
    }

    @Benchmark
    public long sendThroughARing() {
        int index = ring.tryClaim(MESSAGE_TYPE, 24);
        ring.buffer().putLong(index, next++);
        ring.commit(index);
        ring.read(handler, 1);
        return received;
    }

    private int step() {
        next = next + 8 & CAPACITY - 8;
        return next;
    }
}
