package io.penstock.rtc.forward;

import io.penstock.error.EngineException;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunMessage;
import io.penstock.rtc.stun.StunWriter;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * One UDP port for all peers of a server: a source of the datagrams of those whose address is proven, with the peer's number as user tag, and the
 * way back to them. A peer proves its address by a STUN Binding request (RFC 8489) with its name and password, at first and again whenever
 * its address changes; what comes from elsewhere is counted and dropped.
 *
 * <p>All of it belongs to the thread of the region that the source is in; a {@link ForwardStage} has to be in the same region. The JDK makes an
 * address object (about 100 bytes) whenever the sender of a datagram differs from that of the one before; beyond that nothing is allocated
 * per datagram. Counters: {@code packets}, {@code bytes}, {@code dropped.stranger}, {@code dropped.oversized}, {@code dropped.pool},
 * {@code bindings}, {@code errors.binding}, {@code errors.send}.
 */
public final class UdpPeers implements Source, PacketOut {
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int UNAUTHORISED = 401;
    private static final int STUN_BYTES = 600;
    private final StageSpec spec = StageSpec.source("udp-peers", FormatSpec.of(PacketFormat.datagrams())).wakesItself().build();
    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final ByteBuffer received = ByteBuffer.allocateDirect(Forwarder.MOST_BYTES + 1);
    private final ByteBuffer sending = ByteBuffer.allocateDirect(Forwarder.MOST_BYTES + 4);
    private final byte[] stun = new byte[STUN_BYTES];
    private final byte[] answer = new byte[STUN_BYTES];
    private final StunMessage message = new StunMessage();
    private final Map<String, Member> byUser = new HashMap<>();
    private final IntTable<Member> byNumber = new IntTable<>();
    private final Map<SocketAddress, Member> byAddress = new HashMap<>();
    private Member last;
    private SocketAddress lastAddress;
    private StageContext context;
    private Counter packets;
    private Counter bytes;
    private Counter strangers;
    private Counter oversized;
    private Counter noRoom;
    private Counter bindings;
    private Counter refused;
    private Counter sendErrors;
    private boolean ended;
    private IntConsumer reached = peer -> { };

    /** A peer that may come. */
    private static final class Member {
        private final int peer;
        private final String user;
        private final StunIntegrity key;
        private InetSocketAddress address;

        Member(final int peer, final String user, final StunIntegrity key) {
            this.peer = peer;
            this.user = user;
            this.key = key;
        }
    }

    private UdpPeers(final DatagramChannel channel, final InetSocketAddress local) {
        this.channel = channel;
        this.local = local;
    }

    /**
     * Binds a port.
     *
     * @param address local address; port 0 = any free one.
     * @return the port.
     * @throws EngineException if it cannot be had.
     */
    public static UdpPeers bind(final InetSocketAddress address) {
        try {
            final DatagramChannel channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
            channel.bind(address);
            return new UdpPeers(channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "udp-peers: cannot bind " + address + ": " + e.getMessage()
                + "; choose another port, or 0 for any free one", e);
        }
    }

    /**
     * Where peers send to.
     *
     * @return the bound port.
     */
    public int port() {
        return local.getPort();
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
        strangers = context.counter("dropped.stranger");
        oversized = context.counter("dropped.oversized");
        noRoom = context.counter("dropped.pool");
        bindings = context.counter("bindings");
        refused = context.counter("errors.binding");
        sendErrors = context.counter("errors.send");
        context.register(channel, SelectionKey.OP_READ);
    }

    @Override
    public int poll(final Output out, final int limit) throws IOException {
        int work = 0;
        try {
            while (!ended && work < limit) {
                received.clear();
                final SocketAddress from = channel.receive(received);
                if (from == null) {
                    break;
                }
                work++;
                take(from, received.position(), out);
            }
        } catch (final ClosedChannelException e) {
            ended = true;
            out.endOfStream();
        }
        return work;
    }

    private void take(final SocketAddress from, final int length, final Output out) throws IOException {
        if (length > Forwarder.MOST_BYTES) {
            oversized.increment();
        } else if (length > 0 && (received.get(0) & 0xFF) <= 3) {
            binding((InetSocketAddress) from, length);
        } else {
            final Member member = member(from);
            if (member == null) {
                strangers.increment();
                return;
            }
            emit(member, length, out);
        }
    }

    private Member member(final SocketAddress from) {
        if (from != lastAddress) { // the JDK gives the same object while the sender stays
            last = byAddress.get(from);
            lastAddress = from;
        }
        return last;
    }

    private void emit(final Member member, final int length, final Output out) {
        final MutableFrame frame = out.claim(length);
        if (frame == null) {
            noRoom.increment();
            return;
        }
        received.get(0, frame.array(), frame.arrayOffset(), length);
        final long nowNs = context.clock().nanoTime();
        frame.ptsNs(nowNs).captureNs(nowNs).flags(0).userTag(member.peer);
        packets.increment();
        bytes.add(length);
        out.commit(frame);
    }

    // ---- proof of addresses -----------------------------------------------------------------------------------------------------------------

    private void binding(final InetSocketAddress from, final int length) throws IOException {
        if (length > stun.length) {
            refused.increment();
            return;
        }
        received.get(0, stun, 0, length);
        if (!message.parse(stun, 0, length) || message.type() != StunMessage.BINDING_REQUEST) {
            refused.increment();
            return;
        }
        final String user = message.username();
        final Member member = user == null ? null : byUser.get(user);
        if (member == null || !member.key.isValid(message)) {
            refused.increment();
            respond(from, new StunWriter(answer).answer(StunMessage.BINDING_ERROR, message).error(UNAUTHORISED).finish(null));
            return;
        }
        if (!from.equals(member.address)) {
            bindings.increment();
            byAddress.remove(member.address, member); // unless another peer has it by now
            byAddress.put(from, member);
            member.address = from;
            lastAddress = null;
            reached.accept(member.peer);
        }
        respond(from, new StunWriter(answer).answer(StunMessage.BINDING_SUCCESS, message).mappedAddress(from).finish(member.key));
    }

    private void respond(final InetSocketAddress to, final int length) throws IOException {
        sending.clear().put(answer, 0, length).flip();
        channel.send(sending, to);
    }

    @Override
    public void admit(final int peer, final String user, final String password) {
        forget(peer);
        final Member member = new Member(peer, user, new StunIntegrity(password));
        byUser.put(user, member);
        byNumber.put(peer, member);
    }

    @Override
    public void forget(final int peer) {
        final Member gone = byNumber.remove(peer);
        if (gone != null) {
            byUser.remove(gone.user, gone);
            byAddress.remove(gone.address, gone);
            lastAddress = null;
        }
    }

    // ---- the way back -----------------------------------------------------------------------------------------------------------------------

    @Override
    public void whenReached(final IntConsumer told) {
        reached = told;
    }

    @Override
    public boolean reaches(final int peer) {
        final Member member = byNumber.get(peer);
        return member != null && member.address != null;
    }

    @Override
    public boolean send(final int peer, final byte[] packet, final int offset, final int length) {
        final Member member = byNumber.get(peer);
        if (member == null || member.address == null) {
            return false;
        }
        try {
            sending.clear().put(packet, offset, length).flip();
            return channel.send(sending, member.address) > 0;
        } catch (final IOException e) {
            sendErrors.increment();
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "udp-peers: cannot close: " + e.getMessage(), e);
        }
    }
}
