package io.penstock.rtc.forward;

/**
 * A way in for packets that the server itself makes, such as a mix: from one thread to the forwarder's, copied, never waited for. When the
 * forwarder is behind, packets are dropped and counted.
 */
final class Inlet implements PacketTap {
    private static final int SLOTS = 64;

    private final Forwarder forwarder;
    private final int peer;
    private final byte[][] slots = new byte[SLOTS][Forwarder.MOST_BYTES];
    private final int[] lengths = new int[SLOTS];
    /** By the one who writes, and by the one who reads. */
    private volatile long written;
    private volatile long read;
    private volatile long dropped;

    Inlet(final Forwarder forwarder, final int peer) {
        this.forwarder = forwarder;
        this.peer = peer;
    }

    int peer() {
        return peer;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void packet(final byte[] packet, final int offset, final int length, final long arrivalNs) {
        final long mine = written;
        if (length > Forwarder.MOST_BYTES || mine - read >= SLOTS) {
            dropped++;
            return;
        }
        final int slot = (int) (mine % SLOTS);
        System.arraycopy(packet, offset, slots[slot], 0, length);
        lengths[slot] = length;
        written = mine + 1;
        forwarder.wake();
    }

    boolean isWaiting() {
        return written != read;
    }

    /** On the forwarder's thread. */
    void drain(final long nowNs) {
        for (long next = read; next < written; next++) {
            final int slot = (int) (next % SLOTS);
            forwarder.datagram(peer, slots[slot], 0, lengths[slot], nowNs);
            read = next + 1;
        }
    }

    long dropped() {
        return dropped;
    }
}
