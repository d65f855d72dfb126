package io.penstock.benchmarks;

import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.format.CodecId;
import io.penstock.spi.Codecs;
import io.penstock.stage.Transform;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a packet costs in the jitter buffers, in ns: it comes in, waits, goes out as a frame, all in a graph whose clock is turned by hand. Sound is
 * PCMU, whose decoder (160 samples) is part of the figure; pictures are H.264, five packets each. The baseline is a ring of arrays indexed by
 * sequence number.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class JitterInsertPop {
    private static final long PACKET_NS = RtpMaterial.INTERVAL_NS / RtpMaterial.PACKETS;

    /** A buffer of a kind. */
    @State(Scope.Thread)
    public static class Buffers {
        @Param({"audio", "video"})
        private String kind;

        private final BenchmarkStages.Count sink = new BenchmarkStages.Count();
        private InvokedGraph graph;

        @Setup(Level.Trial)
        public void build() {
            final RtpMaterial material = RtpMaterial.of("audio".equals(kind) ? "PCMU" : "H264");
            final Transform buffer = "audio".equals(kind) ? AudioJitterBuffer.of(Codecs.decoder(CodecId.PCMU), JitterConfig.audio().targetDelayMs(40))
                : VideoJitterBuffer.of(CodecId.H264, JitterConfig.video().targetDelayMs(40));
            graph = new InvokedGraph(builder -> builder.source("packets", new RtpMaterial.Packets(material)).via("jitter", buffer)
                .to("sink", sink)).expecting(sink, RtpMaterial.PACKETS * 10, PACKET_NS, 10 * RtpMaterial.PACKETS / material.packetsPerFrame);
        }

        @TearDown(Level.Trial)
        public void close() {
            graph.close();
        }
    }

    /** A ring of arrays. */
    @State(Scope.Thread)
    public static class Plain {
        private final byte[][] ring = new byte[64][1500];
        private final byte[] packet = new byte[200];
        private final byte[] out = new byte[1500];
        private int sequence;
    }

    @Benchmark
    @OperationsPerInvocation(RtpMaterial.PACKETS)
    public int buffer(final Buffers buffers) {
        int work = 0;
        for (int i = 0; i < RtpMaterial.PACKETS; i++) {
            work += buffers.graph.turn(PACKET_NS);
        }
        return work;
    }

    @Benchmark
    public byte plainRing(final Plain plain) {
        final int in = plain.sequence++;
        System.arraycopy(plain.packet, 0, plain.ring[in & 63], 0, plain.packet.length);
        System.arraycopy(plain.ring[in - 2 & 63], 0, plain.out, 0, plain.packet.length);
        return plain.out[7];
    }
}
