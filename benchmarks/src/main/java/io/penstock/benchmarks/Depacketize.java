package io.penstock.benchmarks;

import io.penstock.core.rtp.RtpDepacketizer;
import io.penstock.spi.PayloadFormat;
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
 * What it takes to put frames together from RTP packets that come in order, in ns a packet: {@code graph} is the stage in a graph,
 * {@code format} the payload format alone, the baseline copies payloads into one array with nothing checked.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Depacketize {
    /** A codec with packets of it. */
    @State(Scope.Thread)
    public static class Packets {
        @Param({"H264", "OPUS"})
        private String codec;

        private RtpMaterial material;
        private PayloadFormat.Depacketizer depacketizer;
        private final byte[] frame = new byte[16_384];
        private final BenchmarkStages.Count sink = new BenchmarkStages.Count();
        private InvokedGraph graph;

        @Setup(Level.Trial)
        public void build() {
            material = RtpMaterial.of(codec);
            depacketizer = material.format.depacketizer();
            graph = new InvokedGraph(builder -> builder.source("packets", new RtpMaterial.Packets(material))
                .via("depay", RtpDepacketizer.of(material.codec)).to("sink", sink))
                .expecting(sink, 10, RtpMaterial.INTERVAL_NS, 10 * RtpMaterial.PACKETS / material.packetsPerFrame);
        }

        @TearDown(Level.Trial)
        public void close() {
            graph.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(RtpMaterial.PACKETS)
    public int graph(final Packets packets) {
        return packets.graph.turn(RtpMaterial.INTERVAL_NS);
    }

    @Benchmark
    @OperationsPerInvocation(RtpMaterial.PACKETS)
    public int format(final Packets packets) {
        int bytes = 0;
        for (int i = 0; i < RtpMaterial.PACKETS; i += packets.material.packetsPerFrame) {
            packets.depacketizer.begin();
            int at = 0;
            for (final byte[] packet : packets.material.packets) {
                at += packets.depacketizer.append(packet, RtpMaterial.HEADER, packet.length - RtpMaterial.HEADER, packets.frame, at,
                    packets.frame.length);
            }
            bytes += at;
        }
        return bytes;
    }

    @Benchmark
    @OperationsPerInvocation(RtpMaterial.PACKETS)
    public int plainArrays(final Packets packets) {
        int bytes = 0;
        for (int i = 0; i < RtpMaterial.PACKETS; i += packets.material.packetsPerFrame) {
            int at = 0;
            for (final byte[] packet : packets.material.packets) {
                System.arraycopy(packet, RtpMaterial.HEADER, packets.frame, at, packet.length - RtpMaterial.HEADER);
                at += packet.length - RtpMaterial.HEADER;
            }
            bytes += at;
        }
        return bytes;
    }
}
