package io.penstock.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The sockets of a {@link UdpLossyLink}, and waiting for them. One thread, but for {@link #wakeUp}. */
final class LinkSockets {
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NAP_NS = 200_000;
    private static final long MAX_SELECT_MS = 1000;

    private final Selector selector = Selector.open();
    private final List<DatagramChannel> channels = new ArrayList<>();

    LinkSockets() throws IOException {
    }

    DatagramChannel open(final InetSocketAddress bind) throws IOException {
        final DatagramChannel channel = DatagramChannel.open();
        channels.add(channel);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.bind(bind);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    /**
     * Waits for a packet or until some time has passed. A selector counts in milliseconds, so the rest is napped away in short turns.
     *
     * @param waitNs nanoseconds; {@code Long.MAX_VALUE} = for a packet.
     */
    void await(final long waitNs) throws IOException {
        if (waitNs >= NANOS_PER_MS + NAP_NS) {
            selector.select(Math.min((waitNs - NAP_NS) / NANOS_PER_MS, MAX_SELECT_MS));
        } else if (selector.selectNow() == 0 && waitNs > 0) {
            LockSupport.parkNanos(Math.min(waitNs, NAP_NS));
        }
        selector.selectedKeys().clear();
    }

    void wakeUp() {
        selector.wakeup();
    }

    void close() {
        channels.forEach(LinkSockets::closeQuietly);
        closeQuietly(selector);
    }

    private static void closeQuietly(final AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (final Exception e) {
            // nothing more to be done about a socket that does not close
        }
    }
}
