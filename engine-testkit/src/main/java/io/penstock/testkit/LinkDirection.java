package io.penstock.testkit;

import io.penstock.clock.MediaClock;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of a {@link UdpLossyLink}: receives, asks the model, keeps packets in flight, sends. All flows share the model, so they
 * wait for each other before the bottleneck. One thread.
 */
final class LinkDirection {
    /** Larger datagrams are refused: they would be fragmented on any real path. */
    static final int MAX_PACKET_BYTES = 2048;

    private final Flow[] flows;
    private final LinkModel model;
    private final DepartureQueue queue;
    private final ByteBuffer[] slots;
    private final Flow[] flowOf;
    private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_PACKET_BYTES + 1);
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong latenessNs = new AtomicLong();

    LinkDirection(final Flow[] flows, final LinkModel model, final int capacity) {
        this.flows = flows;
        this.model = model;
        queue = new DepartureQueue(capacity);
        slots = new ByteBuffer[capacity];
        flowOf = new Flow[capacity];
    }

    /** Packets of one pair of sockets in one direction. */
    record Flow(DatagramChannel from, DatagramChannel to, LinkPeer source, LinkPeer destination) {
    }

    LinkModel model() {
        return model;
    }

    LinkStats stats() {
        return model.stats();
    }

    long refused() {
        return refused.get();
    }

    long latenessNs() {
        return latenessNs.get();
    }

    long headNs() {
        return queue.headNs();
    }

    /** Takes what has arrived, up to a number of packets of each flow. */
    void receive(final MediaClock clock, final int limit) throws IOException {
        for (final Flow flow : flows) {
            receive(flow, clock, limit);
        }
    }

    private void receive(final Flow flow, final MediaClock clock, final int limit) throws IOException {
        for (int i = 0; i < limit; i++) {
            received.clear();
            final SocketAddress sender;
            try {
                sender = flow.from.receive(received);
            } catch (final PortUnreachableException e) {
                continue; // an ICMP answer to something sent earlier, no packet
            }
            if (sender == null) {
                return;
            }
            received.flip();
            if (received.remaining() > MAX_PACKET_BYTES || !flow.source.isFrom(sender)) {
                LinkCounters.increment(refused);
            } else {
                take(flow, clock.nanoTime());
            }
        }
    }

    private void take(final Flow flow, final long nowNs) {
        final int copies = model.offer(nowNs, received.remaining());
        for (int i = 0; i < copies; i++) {
            final int slot = queue.add(model.departureNs(i), model.number());
            if (slot < 0) {
                LinkCounters.increment(model.counters().overflowed);
                continue;
            }
            if (slots[slot] == null) {
                slots[slot] = ByteBuffer.allocateDirect(MAX_PACKET_BYTES);
            }
            slots[slot].clear().put(received.duplicate()).flip();
            flowOf[slot] = flow;
        }
    }

    void release(final MediaClock clock) {
        long nowNs = clock.nanoTime();
        model.elapsed(nowNs);
        while (queue.headNs() <= nowNs) {
            final long dueNs = queue.headNs();
            final long number = queue.headNumber();
            final int slot = queue.remove();
            if (send(flowOf[slot], slots[slot])) {
                model.counters().delivered(number);
                latenessNs.lazySet(latenessNs.getPlain() + nowNs - dueNs);
            } else {
                LinkCounters.increment(refused);
            }
            nowNs = clock.nanoTime();
        }
    }

    private static boolean send(final Flow flow, final ByteBuffer packet) {
        if (flow.destination.address() == null) {
            return false;
        }
        try {
            return flow.to.send(packet, flow.destination.address()) > 0 || packet.limit() == 0;
        } catch (final IOException e) {
            return false; // nobody listens there (yet), or the socket's buffer is full: on a network that is a lost packet
        }
    }
}
