package io.penstock.benchmarks.scale;

import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The participants of rooms: a socket each. Those who send do so on the calling thread, pictures of one packet that carry their time; another
 * thread takes what comes to all of them. A window bounds what is under way. Nobody reports what came, so nothing is held back for a slow network.
 */
final class RoomLoad implements AutoCloseable {
    static final int SOCKET_BUFFER = 425_984;
    static final String PASSWORD = "a-password-for-all";
    private static final int STAMP_OFFSET = 16;
    private static final int KEYFRAME_EVERY = 300;
    private static final long PAUSE_NS = 20_000L;
    private static final long LOST_AFTER_NS = 200_000_000L;
    private static final long PROOF_NS = 10_000_000_000L;
    private static final long PROOF_AGAIN_NS = 300_000_000L;
    private static final int LONGEST_TRANSIT_NS = 2_000_000_000;

    private final RoomShape shape;
    private final int window;
    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer packet;
    private final Thread drain;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong proofs = new AtomicLong();
    private final Histogram transit = new Histogram(LONGEST_TRANSIT_NS, 3);

    /** What is sent to one target: each has streams of its own. */
    static final class Streams {
        private final int[] sequence;
        private int next;

        Streams(final RoomShape shape) {
            sequence = new int[shape.peers()];
        }
    }

    /**
     * What happened in a turn.
     *
     * @param in      packets sent to the target.
     * @param out     packets that came out of it.
     * @param lost    packets that did not.
     * @param transit time from sending to receiving, nanoseconds.
     */
    record Tally(long in, long out, long lost, Histogram transit) { }

    RoomLoad(final RoomShape shape, final int bytes, final int window) throws IOException {
        this.shape = shape;
        this.window = window;
        for (int i = 0; i < shape.peers(); i++) {
            final DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET);
            sockets.add(socket);
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.register(selector, SelectionKey.OP_READ);
        }
        packet = ByteBuffer.allocateDirect(bytes);
        drain = new Thread(this::drain, "participants");
        drain.setDaemon(true);
        drain.start();
    }

    static String user(final int peer) {
        return "peer-" + peer;
    }

    static int ssrc(final int peer) {
        return 0x5EED_0000 + peer;
    }

    List<InetSocketAddress> peers() throws IOException {
        final List<InetSocketAddress> addresses = new ArrayList<>();
        for (final DatagramChannel socket : sockets) {
            addresses.add((InetSocketAddress) socket.getLocalAddress());
        }
        return addresses;
    }

    /** All prove where they are. */
    void prove(final InetSocketAddress to) throws IOException {
        final long endNs = System.nanoTime() + PROOF_NS;
        final byte[] request = new byte[600];
        while (proofs.get() < shape.peers()) {
            if (System.nanoTime() > endNs) {
                throw new IOException("only " + proofs.get() + " of " + shape.peers() + " participants could prove their address");
            }
            proofs.set(0);
            for (int peer = 0; peer < shape.peers(); peer++) {
                final byte[] transaction = Arrays.copyOf(user(peer).getBytes(StandardCharsets.US_ASCII), 12);
                final int length = new StunWriter(request).request(transaction).username(user(peer)).finish(new StunIntegrity(PASSWORD));
                sockets.get(peer).send(ByteBuffer.wrap(request, 0, length), to);
            }
            final long againNs = System.nanoTime() + PROOF_AGAIN_NS;
            while (proofs.get() < shape.peers() && System.nanoTime() < againNs) {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    /**
     * Sends for a while.
     *
     * @param to         where the target listens.
     * @param streams    of this target.
     * @param durationNs how long.
     * @param rate       packets a second of all who send; 0 = as many as the window lets through.
     * @return what came through.
     * @throws IOException if the network fails.
     */
    Tally run(final InetSocketAddress to, final Streams streams, final long durationNs, final int rate) throws IOException {
        final int copies = shape.perRoom() - 1;
        synchronized (transit) {
            transit.reset();
        }
        final long base = received.get();
        final long startNs = System.nanoTime();
        long sent = 0;
        long writtenOff = 0;
        long seen = 0;
        long progressNs = startNs;
        for (long nowNs = startNs; nowNs - startNs < durationNs; nowNs = System.nanoTime()) {
            final long out = (received.get() - base) / copies;
            if (out > seen) {
                seen = out;
                progressNs = nowNs;
            } else if (nowNs - progressNs > LOST_AFTER_NS) {
                writtenOff = sent - out;
                progressNs = nowNs;
            }
            final long due = rate == 0 ? Long.MAX_VALUE : (long) ((nowNs - startNs) / 1e9 * rate) + 1 - sent;
            final long room = Math.min(due, window - (sent - out - writtenOff));
            for (int i = 0; i < room; i++) {
                send(to, streams);
                sent++;
            }
            if (room <= 0) {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        final long endNs = System.nanoTime() + LOST_AFTER_NS;
        while (received.get() - base < sent * copies && System.nanoTime() < endNs) {
            LockSupport.parkNanos(PAUSE_NS);
        }
        final long all = received.get() - base;
        synchronized (transit) {
            return new Tally(sent, all, sent * copies - all, transit.copy());
        }
    }

    private void send(final InetSocketAddress to, final Streams streams) throws IOException {
        do {
            streams.next = (streams.next + 1) % shape.peers();
        } while (!shape.publishes(streams.next));
        final int peer = streams.next;
        final int sequence = streams.sequence[peer]++;
        packet.clear();
        packet.put(0, (byte) 0x80).put(1, (byte) (0x80 | 96)).putShort(2, (short) sequence).putInt(4, sequence * 3000).putInt(8, ssrc(peer));
        packet.put(12, (byte) (sequence % KEYFRAME_EVERY == 0 ? 0x65 : 0x41)).put(13, (byte) 0x80);
        packet.putLong(STAMP_OFFSET, System.nanoTime());
        sockets.get(peer).send(packet, to);
    }

    private void drain() {
        final ByteBuffer scratch = ByteBuffer.allocateDirect(1501);
        try {
            while (selector.isOpen()) {
                selector.select(key -> take((DatagramChannel) key.channel(), scratch));
            }
        } catch (final ClosedSelectorException e) {
            return;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(final DatagramChannel socket, final ByteBuffer scratch) {
        try {
            long count = 0;
            synchronized (transit) {
                scratch.clear();
                while (socket.receive(scratch) != null) {
                    if ((scratch.get(0) & 0xFF) <= 3) {
                        proofs.incrementAndGet();
                    } else if ((scratch.get(1) & 0x7F) == 96) {
                        count++;
                        transit.recordValue(Math.max(0, Math.min(LONGEST_TRANSIT_NS, System.nanoTime() - scratch.getLong(STAMP_OFFSET))));
                    }
                    scratch.clear();
                }
            }
            received.addAndGet(count);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        try {
            drain.join(5_000);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (final DatagramChannel socket : sockets) {
            socket.close();
        }
    }
}
