package io.penstock.core.rtp;

import io.penstock.error.EngineException;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Sends packets by UDP, one datagram a frame. Never waits: what the kernel does not take is dropped and counted, as a full network would.
 *
 * <p>Counters: {@code packets}, {@code bytes} (UDP payload), {@code dropped.full} (send buffer), {@code dropped.no-peer} (nobody was heard
 * yet), {@code errors.unreachable} (ICMP), {@code errors.send} (no route, too large).
 */
public final class UdpSink implements Sink {
    private static final int MAX_DATAGRAM = 65_507;

    private final UdpSocket socket;
    private final InetSocketAddress target;
    private final StageSpec spec = StageSpec.sink("udp", PacketSpec.any()).build();
    private ByteBuffer scratch;

    private Counter packets;
    private Counter bytes;
    private Counter full;
    private Counter noPeer;
    private Counter unreachable;
    private Counter sendErrors;

    UdpSink(final UdpSocket socket, final InetSocketAddress target) {
        this.socket = socket;
        this.target = target;
        socket.retain();
    }

    /**
     * A sink with a socket of its own.
     *
     * @param host name or address, IPv4 or IPv6.
     * @param port remote port.
     * @return the stage.
     * @throws EngineException if the host is unknown.
     */
    public static UdpSink to(final String host, final int port) {
        final InetSocketAddress remote = new InetSocketAddress(host, port);
        if (remote.isUnresolved()) {
            throw new EngineException(EngineException.Category.IO, "udp: unknown host " + host);
        }
        return UdpSocket.bind(0).sinkTo(remote);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        packets = context.counter("packets");
        bytes = context.counter("bytes");
        full = context.counter("dropped.full");
        noPeer = context.counter("dropped.no-peer");
        unreachable = context.counter("errors.unreachable");
        sendErrors = context.counter("errors.send");
        scratch = ByteBuffer.allocateDirect(Math.min(MAX_DATAGRAM, context.inputFormat(0).frameBytes()));
    }

    @Override
    public void onFrame(final Frame in) throws IOException {
        final int length = in.length();
        if (length == 0 || length > MAX_DATAGRAM) {
            sendErrors.increment();
            return;
        }
        final InetSocketAddress to = target != null ? target : socket.peer();
        if (to == null) {
            noPeer.increment();
            return;
        }
        if (scratch.capacity() < length) {
            scratch = ByteBuffer.allocateDirect(length);
        }
        scratch.clear();
        if (in.hasArray()) {
            scratch.put(in.array(), in.arrayOffset(), length).flip();
        } else {
            in.buffer().getBytes(0, scratch, length);
            scratch.position(0).limit(length);
        }
        send(to, length);
    }

    private void send(final InetSocketAddress to, final int length) throws IOException {
        try {
            final int sent = socket.isConnected() ? socket.channel().write(scratch) : socket.channel().send(scratch, to);
            if (sent == 0) {
                full.increment();
            } else {
                packets.increment();
                bytes.add(length);
            }
        } catch (final PortUnreachableException e) {
            unreachable.increment();
        } catch (final ClosedChannelException e) {
            throw e;
        } catch (final IOException e) {
            sendErrors.increment();
        }
    }

    @Override
    public void close() {
        socket.release();
    }
}
