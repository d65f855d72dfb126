package io.penstock.examples.call;

import io.penstock.format.PacketFormat;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;

/** One end of the way that the packets of one medium take: a UDP socket in a call, memory in a test. */
interface PacketLink {
    /**
     * Ends the sending graph.
     *
     * @param packets what to send.
     * @param name    name for the stage.
     */
    void send(Flow packets, String name);

    /**
     * Begins the receiving graph.
     *
     * @param graph  the graph.
     * @param name   name for the stage.
     * @param format what comes.
     * @return the packets.
     */
    Flow receive(GraphBuilder graph, String name, PacketFormat format);
}
