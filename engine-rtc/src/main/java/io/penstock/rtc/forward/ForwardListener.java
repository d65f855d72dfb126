package io.penstock.rtc.forward;

/** Is told what a {@link Forwarder} sees. Called by the forwarder's thread: note it and return. */
public interface ForwardListener {
    /** Is told nothing. */
    ForwardListener NONE = new ForwardListener() { };

    /**
     * How loud a packet of sound is, as its sender says (RFC 6464). Only of peers that may be heard.
     *
     * @param peer      whose.
     * @param track     which track.
     * @param levelDbov 0 (loudest) to −127.
     * @param voice     whether there is a voice in it.
     * @param nowNs     when it came.
     */
    default void level(final int peer, final int track, final int levelDbov, final boolean voice, final long nowNs) {
    }

    /**
     * Somebody wants an encoding of a track, or nobody does any more: its publisher may stop it.
     *
     * @param peer    publisher.
     * @param track   which track.
     * @param layer   which encoding, 0 = smallest.
     * @param watched whether somebody does.
     */
    default void watched(final int peer, final int track, final int layer, final boolean watched) {
    }
}
