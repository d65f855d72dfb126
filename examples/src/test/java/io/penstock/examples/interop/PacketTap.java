package io.penstock.examples.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A port of this machine that keeps what comes, and sends. */
final class PacketTap implements AutoCloseable {
    private static final int QUIET_MS = 1_000;
    private static final int BUFFER_BYTES = 1 << 20;

    private final DatagramSocket socket;
    private final List<byte[]> packets = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "packet-tap");
    private volatile long newestNs = System.nanoTime();
    private volatile boolean running = true;

    PacketTap() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.setSoTimeout(QUIET_MS / 10);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void run() {
        final DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
        while (running) {
            try {
                socket.receive(datagram);
                final byte[] packet = Arrays.copyOf(datagram.getData(), datagram.getLength());
                synchronized (packets) {
                    packets.add(packet);
                }
                newestNs = System.nanoTime();
            } catch (final SocketTimeoutException e) {
                continue;
            } catch (final IOException e) {
                return; // closed
            }
        }
    }

    /** What came, once nothing more has come for a second. */
    List<byte[]> all(final Duration limit) {
        final long startNs = System.nanoTime();
        long quietNs = 0;
        while (quietNs < QUIET_MS * 1_000_000L && System.nanoTime() - startNs < limit.toNanos()) {
            LockSupport.parkNanos(QUIET_MS * 100_000L);
            quietNs = System.nanoTime() - newestNs;
        }
        synchronized (packets) {
            return List.copyOf(packets);
        }
    }

    /** Sends packets in real time, so many at once. */
    void send(final List<byte[]> all, final int atOnce, final Duration apart, final InetSocketAddress to) throws IOException {
        final long startNs = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            final long dueNs = startNs + i / atOnce * apart.toNanos();
            for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
            socket.send(new DatagramPacket(all.get(i), all.get(i).length, to));
        }
    }

    @Override
    public void close() {
        running = false;
        socket.close();
    }
}
