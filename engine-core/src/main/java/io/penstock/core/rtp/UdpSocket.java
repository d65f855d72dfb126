package io.penstock.core.rtp;

import io.penstock.error.EngineException;
import io.penstock.format.PacketFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One UDP port, for a source, a sink, or both (symmetric RTP, RFC 4961): bound at once, so that its port can be told to the other side
 * before a graph is built.
 *
 * <p>Without {@link #connect} it takes packets from anywhere, and {@link #sink()} answers to whoever sent the last one that was understood.
 * Connected, the kernel drops what others send. Neither allocates per packet while one peer sends; an unconnected socket
 * allocates an address (about 100 bytes) whenever the sender differs from that of the packet before, because
 * {@link DatagramChannel#receive} does.
 *
 * <p>Closed by {@link #close()}, or when the last stage made of it closes. Options are set before the graph starts; the rest is thread-safe.
 */
public final class UdpSocket implements AutoCloseable {
    private final DatagramChannel channel;
    private final AtomicInteger stages = new AtomicInteger();
    private volatile InetSocketAddress peer;
    private volatile boolean connected;
    private volatile Runnable onClose;

    private UdpSocket(final DatagramChannel channel) {
        this.channel = channel;
    }

    /**
     * Binds to all addresses.
     *
     * @param port local port; 0 = any free one.
     * @return the socket.
     * @throws EngineException if the port cannot be had.
     */
    public static UdpSocket bind(final int port) {
        return bind(new InetSocketAddress(port));
    }

    /**
     * Binds to an address, IPv4 or IPv6.
     *
     * @param local address and port; port 0 = any free one.
     * @return the socket.
     * @throws EngineException if it cannot be had; the message says why.
     */
    public static UdpSocket bind(final InetSocketAddress local) {
        checkResolved(local);
        DatagramChannel channel = null;
        try {
            channel = open(local.getAddress());
            channel.configureBlocking(false);
            channel.bind(local);
            return new UdpSocket(channel);
        } catch (final IOException e) {
            closeQuietly(channel);
            throw new EngineException(EngineException.Category.IO, "udp: cannot bind " + local + ": " + e.getMessage()
                + "; choose another port, or 0 for any free one", e);
        }
    }

    private static DatagramChannel open(final InetAddress local) throws IOException {
        if (local.isAnyLocalAddress()) {
            return DatagramChannel.open(); // dual stack where the machine has it
        }
        return DatagramChannel.open(local instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    }

    private static void closeQuietly(final DatagramChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void checkResolved(final InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new EngineException(EngineException.Category.IO, "udp: unknown host " + address.getHostString());
        }
    }

    /**
     * Fixes the peer: only its packets are taken, and {@link #sink()} sends there.
     *
     * @param remote its address.
     * @return this.
     * @throws EngineException if there is no route.
     */
    public UdpSocket connect(final InetSocketAddress remote) {
        checkResolved(remote);
        try {
            channel.connect(remote);
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "udp: cannot connect to " + remote + ": " + e.getMessage(), e);
        }
        connected = true;
        peer = remote;
        return this;
    }

    /**
     * Sets the kernel's receive buffer ({@code SO_RCVBUF}).
     *
     * @param bytes wanted; the kernel may give less.
     * @return this.
     */
    public UdpSocket receiveBuffer(final int bytes) {
        return option(StandardSocketOptions.SO_RCVBUF, bytes);
    }

    /**
     * Sets the kernel's send buffer ({@code SO_SNDBUF}).
     *
     * @param bytes wanted; the kernel may give less.
     * @return this.
     */
    public UdpSocket sendBuffer(final int bytes) {
        return option(StandardSocketOptions.SO_SNDBUF, bytes);
    }

    private UdpSocket option(final SocketOption<Integer> name, final int value) {
        try {
            channel.setOption(name, value);
            return this;
        } catch (final IOException | IllegalArgumentException e) {
            throw new EngineException(EngineException.Category.IO, "udp: cannot set " + name + " to " + value + ": " + e.getMessage(), e);
        }
    }

    /**
     * A source of what arrives here; one for each socket.
     *
     * @param format what the packets are: RTP with its payload, RTCP, or {@link PacketFormat#datagrams()}. Of RTP, packets that are
     *               neither RTP nor RTCP are dropped; RTCP comes along (RFC 5761).
     * @return the stage.
     */
    public UdpSource source(final PacketFormat format) {
        return new UdpSource(this, format);
    }

    /**
     * A sink that sends to the connected peer, or else to whoever was heard last.
     *
     * @return the stage.
     */
    public UdpSink sink() {
        return new UdpSink(this, null);
    }

    /**
     * A sink that sends to an address.
     *
     * @param remote the address.
     * @return the stage.
     */
    public UdpSink sinkTo(final InetSocketAddress remote) {
        checkResolved(remote);
        return new UdpSink(this, remote);
    }

    /**
     * Address that the socket is bound to.
     *
     * @return address and port.
     */
    public InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "udp: the socket is closed", e);
        }
    }

    /**
     * Port that the socket is bound to.
     *
     * @return the local port, 1–65535.
     */
    public int boundPort() {
        return localAddress().getPort();
    }

    /**
     * The other side.
     *
     * @return the connected or last heard address; null = none yet.
     */
    public InetSocketAddress peer() {
        return peer;
    }

    void heard(final InetSocketAddress from) {
        if (from != peer) { // the JDK gives the same object while the sender stays
            peer = from;
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    boolean isConnected() {
        return connected;
    }

    boolean isShared() {
        return stages.get() > 1 && channel.isOpen();
    }

    /** A channel that is closed is not readable: who waits for it has to be told. */
    void onClose(final Runnable wakeUp) {
        onClose = wakeUp;
    }

    void retain() {
        stages.incrementAndGet();
    }

    void release() {
        if (stages.decrementAndGet() == 0) {
            close();
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
        final Runnable wakeUp = onClose;
        if (wakeUp != null) {
            wakeUp.run();
        }
    }

    @Override
    public String toString() {
        return channel.isOpen() ? "udp " + localAddress() : "udp (closed)";
    }
}
