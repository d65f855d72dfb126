package io.penstock.benchmarks.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends RTP packets to a forwarder on the calling thread, and takes what the forwarder sends on from its targets on another. A window bounds
 * what is under way, so that no kernel buffer overflows while the forwarder always finds work: what is then missing is loss, and is counted.
 * Sending costs less than receiving and sending on, so it is the forwarder that is busy; {@code busy} in the report shows whether it was.
 */
final class PacketLoad implements AutoCloseable {
    /** Asked of the kernel for every receiving socket: room for 184 packets of 1200 bytes where the kernel's limit is the usual one. */
    static final int SOCKET_BUFFER = 425_984;
    private static final int WINDOW = 128;
    private static final long DRAIN_EVERY_NS = 20_000L;
    private static final long LOST_AFTER_NS = 100_000_000L;

    private final List<DatagramChannel> sinks = new ArrayList<>();
    private final AtomicLongArray received;
    private final ByteBuffer packet;
    private final Thread drain;
    private volatile boolean closed;
    private short sequence;

    /**
     * What happened in one run.
     *
     * @param sent     packets sent to the forwarder.
     * @param received packets that came out of it, over all its targets.
     * @param lost     packets that did not, over all its targets.
     */
    record Tally(long sent, long received, long lost) {
    }

    PacketLoad(final int bytes, final int targets) throws IOException {
        received = new AtomicLongArray(targets);
        for (int i = 0; i < targets; i++) {
            final DatagramChannel sink = DatagramChannel.open(StandardProtocolFamily.INET);
            sinks.add(sink);
            sink.configureBlocking(false);
            sink.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            sink.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
        packet = ByteBuffer.allocateDirect(bytes);
        packet.put(0, (byte) 0x80).put(1, (byte) 96).putInt(8, 0x5EED);
        drain = new Thread(this::drain, "targets");
        drain.setDaemon(true);
        drain.start();
    }

    List<InetSocketAddress> targets() throws IOException {
        final List<InetSocketAddress> addresses = new ArrayList<>();
        for (final DatagramChannel sink : sinks) {
            addresses.add((InetSocketAddress) sink.getLocalAddress());
        }
        return addresses;
    }

    /**
     * Keeps a forwarder busy for a while.
     *
     * @param to         where it listens.
     * @param durationNs how long.
     * @param rate       packets a second; 0 = as many as the window lets through.
     * @return what came through.
     * @throws IOException if the network fails.
     */
    Tally run(final InetSocketAddress to, final long durationNs, final int rate) throws IOException {
        final long base = least();
        final long baseSum = sum();
        long sent = 0;
        try (DatagramChannel sender = DatagramChannel.open(StandardProtocolFamily.INET)) {
            sender.connect(to);
            final long startNs = System.nanoTime();
            final long endNs = startNs + durationNs;
            long seen = base;
            long progressNs = System.nanoTime();
            long writtenOff = 0;
            for (long nowNs = progressNs; nowNs < endNs; nowNs = System.nanoTime()) {
                final long out = least();
                if (out > seen) {
                    seen = out;
                    progressNs = nowNs;
                } else if (nowNs - progressNs > LOST_AFTER_NS) {
                    writtenOff = sent - (out - base);
                    progressNs = nowNs;
                }
                final long due = rate == 0 ? Long.MAX_VALUE : (long) ((nowNs - startNs) / 1e9 * rate) + 1 - sent;
                final long room = Math.min(due, WINDOW - (sent - (out - base) - writtenOff));
                for (int i = 0; i < room; i++) {
                    send(sender);
                    sent++;
                }
                if (room <= 0) {
                    pause(rate);
                }
            }
            settle(base + sent);
        }
        final long all = sum() - baseSum;
        return new Tally(sent, all, sent * received.length() - all);
    }

    private static void pause(final int rate) {
        if (rate == 0) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(DRAIN_EVERY_NS);
        }
    }

    private void send(final DatagramChannel sender) throws IOException {
        packet.rewind();
        packet.putShort(2, sequence++);
        sender.write(packet);
    }

    private long least() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < received.length(); i++) {
            least = Math.min(least, received.getAcquire(i));
        }
        return least;
    }

    private long sum() {
        long sum = 0;
        for (int i = 0; i < received.length(); i++) {
            sum += received.getAcquire(i);
        }
        return sum;
    }

    private void drain() {
        final ByteBuffer scratch = ByteBuffer.allocateDirect(1501);
        try {
            while (!closed) {
                for (int i = 0; i < received.length(); i++) {
                    scratch.clear();
                    while (sinks.get(i).receive(scratch) != null) {
                        received.setRelease(i, received.getPlain(i) + 1);
                        scratch.clear();
                    }
                }
                LockSupport.parkNanos(DRAIN_EVERY_NS);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for what is still under way. */
    private void settle(final long expected) {
        final long endNs = System.nanoTime() + LOST_AFTER_NS;
        while (least() < expected && System.nanoTime() < endNs) {
            Thread.yield();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            drain.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (final DatagramChannel sink : sinks) {
            sink.close();
        }
    }
}
