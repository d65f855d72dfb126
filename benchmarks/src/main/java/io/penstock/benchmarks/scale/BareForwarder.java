package io.penstock.benchmarks.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;

/**
 * The least that Java can do: one thread, one direct buffer, a blocking receive and a send for each target. No checks, no counting, no
 * queue, no way to stop but closing the socket.
 */
final class BareForwarder implements Forwarder {
    private final ThreadSet threads = new ThreadSet();
    private final DatagramChannel in;
    private final DatagramChannel[] out;
    private final InetSocketAddress[] targets;
    private final InetSocketAddress address;
    private final Thread thread;

    BareForwarder(final List<InetSocketAddress> targets) throws IOException {
        this.targets = targets.toArray(InetSocketAddress[]::new);
        in = DatagramChannel.open(java.net.StandardProtocolFamily.INET).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        in.setOption(java.net.StandardSocketOptions.SO_RCVBUF, PacketLoad.SOCKET_BUFFER);
        address = (InetSocketAddress) in.getLocalAddress();
        out = new DatagramChannel[targets.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = DatagramChannel.open().bind(new InetSocketAddress(0));
        }
        thread = threads.newThread(this::run);
        thread.setName("bare-forwarder");
        thread.start();
    }

    private void run() {
        final ByteBuffer packet = ByteBuffer.allocateDirect(1501);
        try {
            while (true) {
                packet.clear();
                in.receive(packet);
                packet.flip();
                for (int i = 0; i < out.length; i++) {
                    packet.rewind();
                    out[i].send(packet, targets[i]);
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
            in.close();
            thread.join(5_000);
            for (final DatagramChannel channel : out) {
                channel.close();
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
