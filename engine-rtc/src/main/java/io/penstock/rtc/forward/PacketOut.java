package io.penstock.rtc.forward;

import java.util.function.IntConsumer;

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
     * Whether a peer has an address to send to: nothing is begun before.
     *
     * @param peer number.
     * @return whether what is sent goes anywhere.
     */
    default boolean reaches(final int peer) {
        return true;
    }

    /**
     * Whom to tell when a peer has got an address to send to. The forwarder's thread tells.
     *
     * @param reached takes the peer's number.
     */
    default void whenReached(final IntConsumer reached) {
    }

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
