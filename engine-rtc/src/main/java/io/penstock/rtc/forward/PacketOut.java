package io.penstock.rtc.forward;

/** Where a {@link Forwarder} sends: a socket that all peers share, or whatever else carries datagrams. Called by the forwarder's thread only. */
@FunctionalInterface
public interface PacketOut {
    /**
     * Sends a datagram.
     *
     * @param peer   to whom.
     * @param packet array, borrowed until return.
     * @param offset its first byte.
     * @param length bytes, at most {@value Forwarder#MOST_BYTES}.
     * @return false when it could not be sent: the peer has no address yet, or the system takes no more now.
     */
    boolean send(int peer, byte[] packet, int offset, int length);

    /**
     * A peer may come.
     *
     * @param peer     number.
     * @param user     name under which it proves its address.
     * @param password key of the proof.
     */
    default void admit(final int peer, final String user, final String password) {
    }

    /**
     * A peer has gone: nothing that comes from its address is its own any more.
     *
     * @param peer number.
     */
    default void forget(final int peer) {
    }
}
