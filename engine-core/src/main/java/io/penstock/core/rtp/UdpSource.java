package io.penstock.core.rtp;

import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/**
 * Packets from a UDP socket. {@code captureNs} and {@code ptsNs} are the time of arrival; of RTP packets {@code streamId},
 * {@code rtpTimestamp} and {@code sequence} (16 bits) are set, and {@link FrameFlags#END_OF_ACCESS_UNIT} by the marker.
 *
 * <p>The region waits in a selector for the socket. A datagram goes through one direct buffer of this stage into an array-backed frame:
 * one copy, as the JDK would make for an array as well, and nothing is allocated. The stream ends when the socket is closed by the host.
 *
 * <p>Counters: {@code packets}, {@code bytes} (UDP payload), {@code dropped.oversized}, {@code dropped.malformed} (neither RTP nor RTCP),
 * {@code delayed.pool} (no free frame; the packet waits here, later ones in the kernel), {@code errors.unreachable} (ICMP).
 */
public final class UdpSource implements Source {
    private static final long POOL_RETRY_NS = 1_000_000L;

    private final UdpSocket socket;
    private final PacketFormat format;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private ByteBuffer scratch;
    private int pendingBytes;
    private boolean ended;

    private StageContext context;
    private Counter packets;
    private Counter bytes;
    private Counter oversized;
    private Counter malformed;
    private Counter delayed;
    private Counter unreachable;

    UdpSource(final UdpSocket socket, final PacketFormat format) {
        this.socket = socket;
        this.format = format;
        spec = StageSpec.source("udp-source", FormatSpec.of(format)).wakesItself().build();
        socket.retain();
    }

    /**
     * Binds a socket of its own.
     *
     * @param port   local port; 0 = any free one, see {@link #boundPort()}.
     * @param format what the packets are, see {@link UdpSocket#source}.
     * @return the stage.
     */
    public static UdpSource bind(final int port, final PacketFormat format) {
        return UdpSocket.bind(port).source(format);
    }

    /**
     * Port that the socket is bound to.
     *
     * @return the local port.
     */
    public int boundPort() {
        return socket.boundPort();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        packets = context.counter("packets");
        bytes = context.counter("bytes");
        oversized = context.counter("dropped.oversized");
        malformed = context.counter("dropped.malformed");
        delayed = context.counter("delayed.pool");
        unreachable = context.counter("errors.unreachable");
        scratch = ByteBuffer.allocateDirect(format.maxPacketBytes() + 1);
        socket.onClose(context.waker());
        context.register(socket.channel(), SelectionKey.OP_READ);
    }

    @Override
    public int poll(final Output out, final int limit) throws IOException {
        if (ended) {
            return 0;
        }
        int work = 0;
        try {
            while (work < limit && (pendingBytes > 0 || receive())) {
                work++;
                if (pendingBytes > format.maxPacketBytes()) {
                    oversized.increment();
                } else if (!emit(out)) {
                    delayed.increment();
                    context.wakeAtNs(context.clock().nanoTime() + POOL_RETRY_NS);
                    return work - 1;
                }
                pendingBytes = 0;
            }
        } catch (final ClosedChannelException e) {
            ended = true;
            out.endOfStream();
        }
        return work;
    }

    private boolean receive() throws IOException {
        final DatagramChannel channel = socket.channel();
        scratch.clear();
        try {
            if (socket.isConnected()) {
                channel.read(scratch);
            } else {
                final InetSocketAddress from = (InetSocketAddress) channel.receive(scratch);
                if (from == null) {
                    return false;
                }
                socket.heard(from);
            }
        } catch (final PortUnreachableException e) {
            unreachable.increment();
            return false;
        }
        pendingBytes = scratch.position();
        return pendingBytes > 0;
    }

    private boolean emit(final Output out) {
        final int length = pendingBytes;
        final MutableFrame frame = out.claim(length);
        if (frame == null) {
            return false;
        }
        final byte[] array = frame.array();
        final int at = frame.arrayOffset();
        scratch.get(0, array, at, length);
        final long nowNs = context.clock().nanoTime();
        frame.ptsNs(nowNs).captureNs(nowNs).flags(0);
        if (format.protocol() == PacketFormat.Protocol.RTP && !RtpHeaderFlyweight.isRtcp(array, at, length)) {
            if (!header.parse(array, at, length)) {
                out.abort(frame);
                malformed.increment();
                return true;
            }
            frame.streamId(header.ssrc()).rtpTimestamp(header.timestamp()).sequence(header.sequence())
                .flags(header.marker() ? FrameFlags.END_OF_ACCESS_UNIT : 0);
        }
        packets.increment();
        bytes.add(length);
        out.commit(frame);
        return true;
    }

    @Override
    public void onFlush() {
        pendingBytes = 0;
    }

    @Override
    public void close() {
        socket.onClose(null);
        if (context != null && socket.isShared()) {
            context.register(socket.channel(), 0);
        }
        socket.release();
    }
}
