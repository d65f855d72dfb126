package io.penstock.benchmarks;

import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSettings;
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
 * What it takes to make RTP packets, in ns a packet: a picture of H.264 in five fragments of 1200 bytes, a frame of Opus in one. {@code graph} is the
 * stage in a graph, with claim, header and sink; {@code format} is the payload format alone; the baseline writes header and payload into one
 * array with nothing checked.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Packetize {
    /** A codec with a frame of it. */
    @State(Scope.Thread)
    public static class Frames {
        @Param({"H264", "OPUS"})
        private String codec;

        private RtpMaterial material;
        private PayloadFormat.Packetizer packetizer;
        private final byte[] packet = new byte[RtpMaterial.MAX_PAYLOAD + RtpMaterial.HEADER];
        private final BenchmarkStages.Count sink = new BenchmarkStages.Count();
        private InvokedGraph graph;

        @Setup(Level.Trial)
        public void build() {
            material = RtpMaterial.of(codec);
            packetizer = material.format.packetizer(RtpMaterial.MAX_PAYLOAD);
            graph = new InvokedGraph(builder -> builder.source("frames", new RtpMaterial.Frames(material))
                .via("rtp", RtpPacketizer.of(material.format, RtpSettings.defaults())).to("sink", sink))
                .expecting(sink, 10, RtpMaterial.INTERVAL_NS, 10 * RtpMaterial.PACKETS);
        }

        @TearDown(Level.Trial)
        public void close() {
            graph.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(RtpMaterial.PACKETS)
    public int graph(final Frames frames) {
        return frames.graph.turn(RtpMaterial.INTERVAL_NS);
    }

    @Benchmark
    @OperationsPerInvocation(RtpMaterial.PACKETS)
    public int format(final Frames frames) {
        int bytes = 0;
        for (int i = 0; i < RtpMaterial.PACKETS; i += frames.material.packetsPerFrame) {
            frames.packetizer.begin(frames.material.frame, 0, frames.material.frame.length);
            do {
                bytes += frames.packetizer.next(frames.packet, RtpMaterial.HEADER);
            } while (!frames.packetizer.isLast());
        }
        return bytes;
    }

    @Benchmark
    @OperationsPerInvocation(RtpMaterial.PACKETS)
    public int plainArrays(final Frames frames) {
        int bytes = 0;
        for (int i = 0; i < RtpMaterial.PACKETS; i += frames.material.packetsPerFrame) {
            bytes += frames.material.packetizePlainly(frames.packet);
        }
        return bytes;
    }
}
