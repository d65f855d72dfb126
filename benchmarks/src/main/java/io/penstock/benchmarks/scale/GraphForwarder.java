package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.core.rtp.UdpSink;
import io.penstock.core.rtp.UdpSocket;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The same by a graph: {@code UdpSource}, a fan-out, and a {@code UdpSink} for each target, as an engine runs it by default. */
final class GraphForwarder implements Forwarder {
    private static final PacketFormat RTP = PacketFormat.rtp(EncodedFormat.of(CodecId.VP8, VideoFormat.i420(640, 360, 30)), 96, 90_000);

    private final ThreadSet threads = new ThreadSet();
    private final Engine engine;
    private final Graph graph;
    private final InetSocketAddress address;

    GraphForwarder(final List<InetSocketAddress> targets, final MetricsLevel metrics) {
        engine = Engine.launch(new EngineContext().threadFactory(threads).threadingMode(ThreadingMode.SHARED).metricsLevel(metrics));
        final UdpSocket socket = UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .receiveBuffer(PacketLoad.SOCKET_BUFFER);
        address = socket.localAddress();
        final GraphBuilder builder = engine.graph("forward");
        final Flow packets = builder.source("in", socket.source(RTP));
        for (int i = 0; i < targets.size(); i++) {
            packets.to("out-" + i, UdpSink.to(targets.get(i).getHostString(), targets.get(i).getPort()));
        }
        graph = builder.build().start();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public ThreadSet threads() {
        return threads;
    }

    @Override
    public void close() {
        graph.close();
        engine.close();
    }
}
