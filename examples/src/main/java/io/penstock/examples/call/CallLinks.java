package io.penstock.examples.call;

import io.penstock.core.rtp.UdpSocket;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.QueueStats;
import io.penstock.testkit.UdpLossyLink;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The sockets of a call, both media on one, and the bad network between them where one was asked for. */
final class CallLinks implements AutoCloseable {
    private static final long SEEDS = 4;
    private static final long LOOK_NS = 250_000_000L;
    private final List<UdpSocket> sockets = new ArrayList<>();
    private final List<UdpLossyLink> networks = new ArrayList<>();

    /**
     * Both ends of a medium.
     *
     * @param a at A.
     * @param b at B.
     */
    record Pair(PacketLink a, PacketLink b) {
    }

    /** Both ends over loopback, through a bad network if so asked. */
    Pair loopback(final CallOptions options, final int call) {
        if (!options.isImpaired()) {
            return loopback();
        }
        final UdpSocket a = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        final UdpSocket b = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        final long seed = options.seed() * SEEDS + 2L * call;
        final LinkSchedule schedule = options.network().schedule();
        final UdpLossyLink network = UdpLossyLink.builder().peerA(a.localAddress()).peerB(b.localAddress()).forward(schedule, seed)
            .backward(schedule, seed + 1).start();
        networks.add(network);
        a.connect(network.addressForA());
        b.connect(network.addressForB());
        return new Pair(new UdpLink(a), new UdpLink(b));
    }

    /** Both ends over loopback as it is. */
    Pair loopback() {
        final UdpSocket a = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        final UdpSocket b = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        a.connect(b.localAddress());
        b.connect(a.localAddress());
        return new Pair(new UdpLink(a), new UdpLink(b));
    }

    /** The end that waits: answers to whoever sends. */
    PacketLink listen(final int port) {
        return new UdpLink(bind(new InetSocketAddress(port)));
    }

    /** The end that calls. */
    PacketLink connect(final InetSocketAddress remote) {
        final UdpSocket socket = UdpSocket.bind(0);
        sockets.add(socket);
        return new UdpLink(socket.connect(remote));
    }

    /** An end whose place, and that of the other, is given. */
    PacketLink fixed(final int port, final InetSocketAddress remote) {
        return new UdpLink(bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).connect(remote));
    }

    private UdpSocket bind(final InetSocketAddress local) {
        final UdpSocket socket = UdpSocket.bind(local);
        sockets.add(socket);
        return socket;
    }

    /** Queue before the bottleneck from A to B, or back, in the last quarter of a second, 95 % of the time below; NaN where there is none. */
    double queueMs(final boolean forward) {
        if (networks.isEmpty()) {
            return Double.NaN;
        }
        final UdpLossyLink network = networks.get(0);
        final long nowNs = network.elapsedNs();
        final QueueStats queue = forward ? network.forwardQueue(nowNs - LOOK_NS, nowNs) : network.backwardQueue(nowNs - LOOK_NS, nowNs);
        return queue.samples() == 0 ? Double.NaN : queue.p95Ns() / 1e6;
    }

    @Override
    public void close() {
        networks.forEach(UdpLossyLink::close);
        sockets.forEach(UdpSocket::close);
    }
}
