package io.penstock.benchmarks.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The floor: one thread, one socket, a blocking receive, a look at who sent, and a send to each other of the room. Nothing is rewritten, kept,
 * counted or checked.
 */
final class BareRooms implements RoomTarget {
    private final ThreadSet threads = new ThreadSet();
    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final Map<SocketAddress, InetSocketAddress[]> receivers = new HashMap<>();
    private final Thread thread;

    BareRooms(final RoomShape shape, final List<InetSocketAddress> peers) throws IOException {
        for (int peer = 0; peer < shape.peers(); peer++) {
            final List<InetSocketAddress> to = new ArrayList<>();
            if (shape.publishes(peer)) {
                shape.receiversOf(peer).forEach(receiver -> to.add(peers.get(receiver)));
            }
            receivers.put(peers.get(peer), to.toArray(InetSocketAddress[]::new));
        }
        channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET);
        channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, RoomLoad.SOCKET_BUFFER);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = (InetSocketAddress) channel.getLocalAddress();
        thread = threads.newThread(this::run);
        thread.setName("bare-rooms");
        thread.start();
    }

    private void run() {
        final ByteBuffer packet = ByteBuffer.allocateDirect(1501);
        try {
            while (true) {
                packet.clear();
                final InetSocketAddress[] to = receivers.get(channel.receive(packet));
                packet.flip();
                for (int i = 0; to != null && i < to.length; i++) {
                    packet.rewind();
                    channel.send(packet, to[i]);
                }
            }
        } catch (final ClosedChannelException e) {
            return;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public ThreadSet threads() {
        return threads;
    }

    @Override
    public void close() {
        try {
            channel.close();
            thread.join(5_000);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
