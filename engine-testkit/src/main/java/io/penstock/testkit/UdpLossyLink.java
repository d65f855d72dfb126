package io.penstock.testkit;

import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad network between two programs, as a real UDP proxy with a thread of its own.
 *
 * <pre>{@code
 *   A  ──►  addressForA() ─ forward profile ─►  addressForB()  ──►  B
 *   A  ◄──  addressForA() ◄─ backward profile ─ addressForB()  ◄──  B
 *
 * try (UdpLossyLink link = UdpLossyLink.builder().peerB(addressOfB).forward(bad, 7).backward(bad, 8).start()) {
 *     a.sendTo(link.addressForA());
 *     …
 * }
 * }</pre>
 *
 * <p>A peer whose address was not given is learnt from the first packet that it sends; from then on packets of anybody else are dropped and
 * counted. With one seed the n-th packet of a direction meets the same fate as in a {@link LossyLink}. Memory is bounded: a number of
 * packets in flight in each direction, each up to {@value LinkDirection#MAX_PACKET_BYTES} bytes. Packets come out within a millisecond of
 * their time on an idle machine; {@link #meanReleaseLatenessNs()} tells by how much they are late.
 *
 * <p>Methods may be called from any thread.
 */
public final class UdpLossyLink implements AutoCloseable {
    /** Packets in flight, in each direction, unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 2048;

    private static final int BATCH = 64;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NAP_NS = 200_000;
    private static final long MAX_SELECT_MS = 1000;
    private static final long JOIN_MS = 5000;

    private final MediaClock clock;
    private final Selector selector;
    private final DatagramChannel sideA;
    private final DatagramChannel sideB;
    private final LinkDirection forward;
    private final LinkDirection backward;
    private final InetSocketAddress addressForA;
    private final InetSocketAddress addressForB;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Throwable failure;

    private UdpLossyLink(final Builder builder) throws IOException {
        clock = builder.clock;
        selector = Selector.open();
        DatagramChannel a = null;
        DatagramChannel b = null;
        try {
            a = open(builder.bindA);
            b = open(builder.bindB);
            sideA = a;
            sideB = b;
            final LinkPeer peerA = new LinkPeer(builder.peerA);
            final LinkPeer peerB = new LinkPeer(builder.peerB);
            forward = new LinkDirection(sideA, sideB, peerA, peerB, new LinkModel(builder.forward, builder.forwardSeed), builder.capacity);
            backward = new LinkDirection(sideB, sideA, peerB, peerA, new LinkModel(builder.backward, builder.backwardSeed),
                builder.capacity);
            addressForA = (InetSocketAddress) sideA.getLocalAddress();
            addressForB = (InetSocketAddress) sideB.getLocalAddress();
            sideA.register(selector, SelectionKey.OP_READ);
            sideB.register(selector, SelectionKey.OP_READ);
        } catch (final IOException | RuntimeException e) {
            closeQuietly(a);
            closeQuietly(b);
            closeQuietly(selector);
            throw e;
        }
        thread = new Thread(this::run, "udp-lossy-link-" + addressForA.getPort());
        thread.setDaemon(true);
    }

    private static DatagramChannel open(final InetSocketAddress bind) throws IOException {
        final DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
            channel.bind(bind);
            return channel;
        } catch (final IOException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /**
     * Starts from perfect links on loopback.
     *
     * @return a builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where A sends, and where what B sends to A comes from.
     *
     * @return address of the proxy on A's side.
     */
    public InetSocketAddress addressForA() {
        return addressForA;
    }

    /**
     * Where B sends, and where what A sends to B comes from.
     *
     * @return address of the proxy on B's side.
     */
    public InetSocketAddress addressForB() {
        return addressForB;
    }

    /**
     * What became of packets from A to B.
     *
     * @return a snapshot.
     */
    public LinkStats forwardStats() {
        return forward.stats();
    }

    /**
     * What became of packets from B to A.
     *
     * @return a snapshot.
     */
    public LinkStats backwardStats() {
        return backward.stats();
    }

    /**
     * Packets that no model saw: from strangers, too large, to a peer not yet known, or refused by the socket, both directions.
     *
     * @return packets.
     */
    public long refused() {
        return forward.refused() + backward.refused();
    }

    /**
     * By how much packets came out later than the models said, on average.
     *
     * @return nanoseconds; 0 before the first packet.
     */
    public long meanReleaseLatenessNs() {
        final long count = forward.stats().delivered() + backward.stats().delivered();
        return count == 0 ? 0 : (forward.latenessNs() + backward.latenessNs()) / count;
    }

    private void run() {
        try {
            while (running) {
                await();
                forward.receive(clock, BATCH);
                backward.receive(clock, BATCH);
                forward.release(clock);
                backward.release(clock);
            }
        } catch (final IOException | RuntimeException e) {
            if (running) {
                failure = e;
            }
        } finally {
            closeQuietly(sideA);
            closeQuietly(sideB);
            closeQuietly(selector);
        }
    }

    /** Waits for a packet or a departure. A selector counts in milliseconds, so the rest is napped away in short turns. */
    private void await() throws IOException {
        final long untilNs = Math.min(forward.headNs(), backward.headNs());
        final long waitNs = untilNs == Long.MAX_VALUE ? MAX_SELECT_MS * NANOS_PER_MS : untilNs - clock.nanoTime();
        if (waitNs >= NANOS_PER_MS + NAP_NS) {
            selector.select(Math.min((waitNs - NAP_NS) / NANOS_PER_MS, MAX_SELECT_MS));
        } else if (selector.selectNow() == 0 && waitNs > 0) {
            LockSupport.parkNanos(Math.min(waitNs, NAP_NS));
        }
        selector.selectedKeys().clear();
    }

    /**
     * Stops forwarding; what is in flight is dropped. Returns when the thread has ended and the sockets are closed.
     *
     * @throws EngineException if the thread had failed before; the cause tells why.
     */
    @Override
    public void close() {
        running = false;
        selector.wakeup();
        boolean interrupted = false;
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        final Throwable cause = failure;
        failure = null;
        if (cause != null) {
            throw new EngineException(EngineException.Category.IO, "the lossy link at " + addressForA + " failed: " + cause, cause);
        }
    }

    private static void closeQuietly(final AutoCloseable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (final Exception e) {
                // nothing more to be done about a socket that does not close
            }
        }
    }

    /** Sets up a proxy. */
    public static final class Builder {
        private MediaClock clock = MediaClock.system();
        private InetSocketAddress bindA = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private InetSocketAddress bindB = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private InetSocketAddress peerA;
        private InetSocketAddress peerB;
        private LossyLink.Profile forward = LossyLink.Profile.PERFECT;
        private LossyLink.Profile backward = LossyLink.Profile.PERFECT;
        private long forwardSeed = 1;
        private long backwardSeed = 2;
        private int capacity = DEFAULT_CAPACITY;

        private Builder() {
        }

        /**
         * What happens to packets from A to B.
         *
         * @param profile the profile.
         * @param seed    which packets it happens to.
         * @return this.
         */
        public Builder forward(final LossyLink.Profile profile, final long seed) {
            forward = profile;
            forwardSeed = seed;
            return this;
        }

        /**
         * What happens to packets from B to A.
         *
         * @param profile the profile.
         * @param seed    which packets it happens to.
         * @return this.
         */
        public Builder backward(final LossyLink.Profile profile, final long seed) {
            backward = profile;
            backwardSeed = seed;
            return this;
        }

        /**
         * Where A receives; otherwise learnt from its first packet. Whoever sends to A's side then counts as A.
         *
         * @param address A's address.
         * @return this.
         */
        public Builder peerA(final InetSocketAddress address) {
            peerA = address;
            return this;
        }

        /**
         * Where B receives; otherwise learnt from its first packet. Whoever sends to B's side then counts as B.
         *
         * @param address B's address.
         * @return this.
         */
        public Builder peerB(final InetSocketAddress address) {
            peerB = address;
            return this;
        }

        /**
         * Where A's side listens; otherwise a free port on loopback.
         *
         * @param address IPv4 or IPv6; port 0 = any free one.
         * @return this.
         */
        public Builder bindA(final InetSocketAddress address) {
            bindA = address;
            return this;
        }

        /**
         * Where B's side listens; otherwise a free port on loopback.
         *
         * @param address IPv4 or IPv6; port 0 = any free one.
         * @return this.
         */
        public Builder bindB(final InetSocketAddress address) {
            bindB = address;
            return this;
        }

        /**
         * Uses this clock.
         *
         * @param value a clock that moves by itself.
         * @return this.
         */
        public Builder clock(final MediaClock value) {
            clock = value;
            return this;
        }

        /**
         * Bounds the packets in flight.
         *
         * @param packets in each direction, positive; more are dropped and counted.
         * @return this.
         */
        public Builder capacity(final int packets) {
            capacity = packets;
            return this;
        }

        /**
         * Opens the sockets and starts to forward.
         *
         * @return the running proxy.
         * @throws EngineException if a socket cannot be opened or bound.
         */
        public UdpLossyLink start() {
            try {
                final UdpLossyLink link = new UdpLossyLink(this);
                link.thread.start();
                return link;
            } catch (final IOException e) {
                throw new EngineException(EngineException.Category.IO, "cannot open a lossy link between " + bindA + " and " + bindB + ": "
                    + e, e);
            }
        }
    }
}
