package io.penstock.rtc.client;

import io.penstock.core.rtp.UdpSocket;
import io.penstock.format.PacketFormat;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;
import java.net.InetSocketAddress;

/** The way of all media between a participant and the server: one UDP socket, or memory in a test. */
public interface MediaLink {
    /**
     * Begins the graph that receives. Called once.
     *
     * @param graph the graph.
     * @param name  name for its first stage.
     * @return datagrams as they come, {@link PacketFormat#datagrams()}, {@code captureNs} the time of arrival.
     */
    Flow receive(GraphBuilder graph, String name);

    /**
     * Ends a branch of a graph that sends. Called once for each branch, whose graphs may run in different threads.
     *
     * @param packets datagrams.
     * @param name    name for the last stage.
     */
    void send(Flow packets, String name);

    /** Lets go of what it holds, once no graph uses it. */
    default void close() {
    }

    /**
     * A socket at any free port.
     *
     * @param server address of the server's media.
     * @return the link; what others send there is dropped by the kernel.
     * @throws io.penstock.error.EngineException if there is no port or no way to that address.
     */
    static MediaLink udp(final InetSocketAddress server) {
        return new UdpMediaLink(UdpSocket.bind(0).connect(server));
    }
}
