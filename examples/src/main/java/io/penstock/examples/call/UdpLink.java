package io.penstock.examples.call;

import io.penstock.core.rtp.UdpSocket;
import io.penstock.format.PacketFormat;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;

/** A UDP socket for both ways of one medium. */
final class UdpLink implements PacketLink {
    /** A key frame comes as a burst of dozens of packets. */
    private static final int BUFFER_BYTES = 1 << 20;
    private final UdpSocket socket;

    UdpLink(final UdpSocket socket) {
        this.socket = socket.receiveBuffer(BUFFER_BYTES).sendBuffer(BUFFER_BYTES);
    }

    @Override
    public void send(final Flow packets, final String name) {
        packets.to(name, socket.sink());
    }

    @Override
    public Flow receive(final GraphBuilder graph, final String name, final PacketFormat format) {
        return graph.source(name, socket.source(format));
    }
}
