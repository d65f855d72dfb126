package io.penstock.testkit;

import io.penstock.clock.MediaClock;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicLong;

/** One direction of a {@link UdpLossyLink}: receives, asks the model, keeps packets in flight, sends. One thread. */
final class LinkDirection {
    /** Larger datagrams are refused: they would be fragmented on any real path. */
    static final int MAX_PACKET_BYTES = 2048;

    private final DatagramChannel from;
    private final DatagramChannel to;
    private final LinkPeer source;
    private final LinkPeer destination;
    private final LinkModel model;
    private final DepartureQueue queue;
    private final ByteBuffer[] slots;
    private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_PACKET_BYTES + 1);
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong latenessNs = new AtomicLong();

    LinkDirection(final DatagramChannel from, final DatagramChannel to, final LinkPeer source, final LinkPeer destination,
                  final LinkModel model, final int capacity) {
        this.from = from;
        this.to = to;
        this.source = source;
        this.destination = destination;
        this.model = model;
        queue = new DepartureQueue(capacity);
        slots = new ByteBuffer[capacity];
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

    void receive(final MediaClock clock, final int limit) throws IOException {
        for (int i = 0; i < limit; i++) {
            received.clear();
            final SocketAddress sender;
            try {
                sender = from.receive(received);
            } catch (final PortUnreachableException e) {
                continue; // an ICMP answer to something sent earlier, no packet
            }
            if (sender == null) {
                return;
            }
            received.flip();
            if (received.remaining() > MAX_PACKET_BYTES || !source.isFrom(sender)) {
                LinkCounters.increment(refused);
            } else {
                take(clock.nanoTime());
            }
        }
    }

    private void take(final long nowNs) {
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
        }
    }

    void release(final MediaClock clock) {
        long nowNs = clock.nanoTime();
        while (queue.headNs() <= nowNs) {
            final long dueNs = queue.headNs();
            final long number = queue.headNumber();
            final int slot = queue.remove();
            if (send(slots[slot])) {
                model.counters().delivered(number);
                latenessNs.lazySet(latenessNs.getPlain() + nowNs - dueNs);
            } else {
                LinkCounters.increment(refused);
            }
            nowNs = clock.nanoTime();
        }
    }

    private boolean send(final ByteBuffer packet) {
        if (destination.address() == null) {
            return false;
        }
        try {
            return to.send(packet, destination.address()) > 0 || packet.limit() == 0;
        } catch (final IOException e) {
            return false; // nobody listens there (yet), or the socket's buffer is full: on a network that is a lost packet
        }
    }
}
