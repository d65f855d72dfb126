package io.penstock.rtc.client;

import io.penstock.core.rtp.UdpSocket;
import io.penstock.format.PacketFormat;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;

/** A connected UDP socket. */
final class UdpMediaLink implements MediaLink {
    /** A key frame comes as a burst of dozens of packets, and of several participants at once. */
    private static final int BUFFER_BYTES = 2 << 20;
    private final UdpSocket socket;

    UdpMediaLink(final UdpSocket socket) {
        this.socket = socket.receiveBuffer(BUFFER_BYTES).sendBuffer(BUFFER_BYTES);
    }

    @Override
    public Flow receive(final GraphBuilder graph, final String name) {
        return graph.source(name, socket.source(PacketFormat.datagrams()));
    }

    @Override
    public void send(final Flow packets, final String name) {
        packets.to(name, socket.sink());
    }

    @Override
    public void close() {
        socket.close();
    }
}
