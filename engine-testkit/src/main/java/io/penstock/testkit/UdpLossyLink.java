package io.penstock.testkit;

import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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
 * <p>What the link does may change over time ({@link LinkSchedule}), for both directions counted from {@link Builder#start()} or, where the
 * programs first need to warm up, from {@link #beginSchedules()}. Programs that use several sockets at each end go through one link by
 * {@link Builder#flow}: all flows of a direction wait in one queue before one bottleneck.
 *
 * <p>Methods may be called from any thread.
 */
public final class UdpLossyLink implements AutoCloseable {
    /** Packets in flight, in each direction, unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 2048;

    private static final int BATCH = 64;
    private static final long JOIN_MS = 5000;

    private final MediaClock clock;
    private final LinkSockets sockets = new LinkSockets();
    private final LinkDirection forward;
    private final LinkDirection backward;
    private final InetSocketAddress[] addressesForA;
    private final InetSocketAddress[] addressesForB;
    private final AtomicLong beginNs;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Throwable failure;

    private UdpLossyLink(final Builder builder) throws IOException {
        clock = builder.clock;
        final int flows = 1 + builder.more.size();
        final LinkDirection.Flow[] there = new LinkDirection.Flow[flows];
        final LinkDirection.Flow[] back = new LinkDirection.Flow[flows];
        addressesForA = new InetSocketAddress[flows];
        addressesForB = new InetSocketAddress[flows];
        try {
            for (int i = 0; i < flows; i++) {
                final Ends ends = i == 0 ? new Ends(builder.bindA, builder.bindB, builder.peerA, builder.peerB) : builder.more.get(i - 1);
                final DatagramChannel sideA = sockets.open(ends.bindA);
                final DatagramChannel sideB = sockets.open(ends.bindB);
                final LinkPeer peerA = new LinkPeer(ends.peerA);
                final LinkPeer peerB = new LinkPeer(ends.peerB);
                there[i] = new LinkDirection.Flow(sideA, sideB, peerA, peerB);
                back[i] = new LinkDirection.Flow(sideB, sideA, peerB, peerA);
                addressesForA[i] = (InetSocketAddress) sideA.getLocalAddress();
                addressesForB[i] = (InetSocketAddress) sideB.getLocalAddress();
            }
            forward = new LinkDirection(there, new LinkModel(builder.forward, builder.forwardSeed), builder.capacity);
            backward = new LinkDirection(back, new LinkModel(builder.backward, builder.backwardSeed), builder.capacity);
        } catch (final IOException | RuntimeException e) {
            sockets.close();
            throw e;
        }
        beginNs = new AtomicLong(clock.nanoTime());
        begin();
        thread = new Thread(this::run, "udp-lossy-link-" + addressesForA[0].getPort());
        thread.setDaemon(true);
    }

    /** Where a flow's sockets are, and its peers'. */
    private record Ends(InetSocketAddress bindA, InetSocketAddress bindB, InetSocketAddress peerA, InetSocketAddress peerB) {
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
        return addressForA(0);
    }

    /**
     * Where A sends the packets of a flow.
     *
     * @param flow 0 = the first, then those of {@link Builder#flow} as they were added.
     * @return address of the proxy on A's side.
     */
    public InetSocketAddress addressForA(final int flow) {
        return addressesForA[flow];
    }

    /**
     * Where B sends, and where what A sends to B comes from.
     *
     * @return address of the proxy on B's side.
     */
    public InetSocketAddress addressForB() {
        return addressForB(0);
    }

    /**
     * Where B sends the packets of a flow.
     *
     * @param flow 0 = the first, then those of {@link Builder#flow} as they were added.
     * @return address of the proxy on B's side.
     */
    public InetSocketAddress addressForB(final int flow) {
        return addressesForB[flow];
    }

    /** Begins the schedules of both directions anew, now. What is in flight or waits before a bottleneck stays. */
    public void beginSchedules() {
        beginNs.set(clock.nanoTime());
        sockets.wakeUp();
    }

    /**
     * How long the schedules have been running.
     *
     * @return nanoseconds since they began: the time that {@link #forwardQueue} and {@link #backwardQueue} count in.
     */
    public long elapsedNs() {
        return clock.nanoTime() - beginNs.get();
    }

    /**
     * The standing queue before the bottleneck from A to B; see {@link LinkModel#queue}.
     *
     * @param fromNs  nanoseconds since the schedules began.
     * @param untilNs nanoseconds since then, excluded; {@code Long.MAX_VALUE} = until now.
     * @return statistics.
     */
    public QueueStats forwardQueue(final long fromNs, final long untilNs) {
        return forward.model().queue(fromNs, untilNs);
    }

    /**
     * The standing queue before the bottleneck from B to A; see {@link LinkModel#queue}.
     *
     * @param fromNs  nanoseconds since the schedules began.
     * @param untilNs nanoseconds since then, excluded; {@code Long.MAX_VALUE} = until now.
     * @return statistics.
     */
    public QueueStats backwardQueue(final long fromNs, final long untilNs) {
        return backward.model().queue(fromNs, untilNs);
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
                final long untilNs = Math.min(forward.headNs(), backward.headNs());
                sockets.await(untilNs == Long.MAX_VALUE ? Long.MAX_VALUE : untilNs - clock.nanoTime());
                if (beginNs.get() != forward.model().beginNs()) {
                    begin();
                }
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
            sockets.close();
        }
    }

    private void begin() {
        final long atNs = beginNs.get();
        forward.model().begin(atNs);
        backward.model().begin(atNs);
    }

    /**
     * Stops forwarding; what is in flight is dropped. Returns when the thread has ended and the sockets are closed.
     *
     * @throws EngineException if the thread had failed before; the cause tells why.
     */
    @Override
    public void close() {
        running = false;
        sockets.wakeUp();
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
            throw new EngineException(EngineException.Category.IO, "the lossy link at " + addressesForA[0] + " failed: " + cause, cause);
        }
    }

    /** Sets up a proxy. */
    public static final class Builder {
        private MediaClock clock = MediaClock.system();
        private InetSocketAddress bindA = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private InetSocketAddress bindB = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private InetSocketAddress peerA;
        private InetSocketAddress peerB;
        private final List<Ends> more = new ArrayList<>();
        private LinkSchedule forward = LinkSchedule.always(LossyLink.Profile.PERFECT);
        private LinkSchedule backward = forward;
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
            return forward(LinkSchedule.always(profile), seed);
        }

        /**
         * What happens to packets from A to B, and when.
         *
         * @param schedule the schedule.
         * @param seed     which packets it happens to.
         * @return this.
         */
        public Builder forward(final LinkSchedule schedule, final long seed) {
            forward = schedule;
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
            return backward(LinkSchedule.always(profile), seed);
        }

        /**
         * What happens to packets from B to A, and when.
         *
         * @param schedule the schedule.
         * @param seed     which packets it happens to.
         * @return this.
         */
        public Builder backward(final LinkSchedule schedule, final long seed) {
            backward = schedule;
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
         * Lets another pair of sockets use the link, at free ports on loopback.
         *
         * @param ofA where A receives these packets; null = learnt from the first.
         * @param ofB where B receives them; null = learnt from the first.
         * @return this.
         */
        public Builder flow(final InetSocketAddress ofA, final InetSocketAddress ofB) {
            final InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            more.add(new Ends(free, free, ofA, ofB));
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
