package io.penstock.benchmarks.scale;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Many participants, all read by one thread. */
final class RoomGuests implements AutoCloseable {
    private static final long PROVE_MS = 50;
    private static final int LARGEST_PACKET = 2048;

    private final InetSocketAddress server;
    private final Hearing hearing;
    private final Selector selector = Selector.open();
    private final Queue<RoomGuest> coming = new ConcurrentLinkedQueue<>();
    private final List<RoomGuest> guests = new ArrayList<>();
    private final ByteBuffer packet = ByteBuffer.allocateDirect(LARGEST_PACKET);
    private final Thread thread = new Thread(this::run, "guests");
    private volatile boolean closed;

    /** Is told of each packet of sound, on the thread of the guests. */
    @FunctionalInterface
    interface Hearing {
        void heard(RoomGuest guest, int ssrc, long nowNs);
    }

    RoomGuests(final InetSocketAddress server, final Hearing hearing) throws IOException {
        this.server = server;
        this.hearing = hearing;
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress server() {
        return server;
    }

    ByteBuffer packet() {
        return packet;
    }

    void heard(final RoomGuest guest, final int ssrc, final long nowNs) {
        hearing.heard(guest, ssrc, nowNs);
    }

    /** It begins to connect at once. */
    RoomGuest come(final RoomGuest guest) {
        coming.add(guest);
        selector.wakeup();
        return guest;
    }

    private void run() {
        long proveNs = System.nanoTime();
        while (!closed) {
            try {
                selector.select(PROVE_MS);
                for (RoomGuest guest = coming.poll(); guest != null; guest = coming.poll()) {
                    guests.add(guest);
                    guest.connect(selector);
                }
                for (final Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext();) {
                    final SelectionKey key = keys.next();
                    keys.remove();
                    ready(key);
                }
                if (System.nanoTime() - proveNs > PROVE_MS * 1_000_000L) {
                    proveNs = System.nanoTime();
                    for (final RoomGuest guest : guests) {
                        guest.prove();
                    }
                }
            } catch (final IOException e) {
                System.getLogger("room-load").log(System.Logger.Level.WARNING, "a guest", e);
            }
        }
    }

    private static void ready(final SelectionKey key) throws IOException {
        try {
            if (key.isValid()) {
                ((RoomGuest) key.attachment()).ready(key);
            }
        } catch (final IOException e) {
            key.cancel();
            ((RoomGuest) key.attachment()).inside().completeExceptionally(e);
        }
    }

    static void join(final Thread thread) {
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        join(thread);
        for (final RoomGuest guest : guests) {
            guest.close();
        }
        selector.close();
    }
}
