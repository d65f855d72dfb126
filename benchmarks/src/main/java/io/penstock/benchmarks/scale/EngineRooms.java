package io.penstock.benchmarks.scale;

import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.graph.Graph;
import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.forward.ForwardListener;
import io.penstock.rtc.forward.ForwardStage;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.forward.UdpPeers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The engine's forwarder with its socket, as a server of rooms runs it. */
final class EngineRooms implements RoomTarget {
    private static final int BITRATE = 500_000;

    private final ThreadSet threads = new ThreadSet();
    private final UdpPeers udp = UdpPeers.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Engine engine = Engine.launch(new EngineContext().threadFactory(threads).threadingMode(ThreadingMode.SHARED));
    private final Forwarder forwarder = new Forwarder(ForwardConfig.defaults(), codec -> new H264Payload(), udp, ForwardListener.NONE);
    private final Graph graph = engine.graph("rooms").source("udp", udp).to("forward", new ForwardStage(forwarder)).build();

    EngineRooms(final RoomShape shape) {
        graph.start();
        for (int peer = 0; peer < shape.peers(); peer++) {
            forwarder.join(peer, RoomLoad.user(peer), RoomLoad.PASSWORD);
            if (shape.publishes(peer)) {
                forwarder.publish(new TrackSpec(peer, peer, MediaKind.VIDEO, CodecId.H264, "camera",
                    List.of(new TrackSpec.Layer(RoomLoad.ssrc(peer), 0, 640, 360, BITRATE))));
                forwarder.permit(peer, MediaKind.VIDEO, true);
            }
        }
        for (int peer = 0; peer < shape.peers(); peer++) {
            if (shape.publishes(peer)) {
                for (final int receiver : shape.receiversOf(peer)) {
                    forwarder.subscribe(receiver, peer, 0, 0);
                }
            }
        }
        forwarder.statistics(0).join();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), udp.port());
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
