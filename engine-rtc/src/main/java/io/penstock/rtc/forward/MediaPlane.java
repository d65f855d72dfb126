package io.penstock.rtc.forward;

import io.penstock.format.MediaKind;

/**
 * Moves the media of rooms, whatever the transport is. What signalling decides is told here; any thread may call, nothing blocks, and calls
 * of one thread take effect in order, before any packet that arrives later.
 */
public interface MediaPlane {
    /** SSRC of a track towards all who receive it: this plus the track's number. */
    int FORWARDED_SSRC_BASE = 0x10000000;

    /**
     * Lets a peer in: from now on the datagrams that prove the key are its own.
     *
     * @param peer     number, unique within the server.
     * @param user     name under which its datagrams prove who sends them (STUN, USERNAME).
     * @param password key of that proof (STUN, MESSAGE-INTEGRITY).
     */
    void join(int peer, String user, String password);

    /**
     * Puts a peer out: nothing of it is forwarded, nothing is sent to it any more.
     *
     * @param peer number.
     */
    void leave(int peer);

    /**
     * Takes media from a peer.
     *
     * @param track what it sends.
     */
    void publish(TrackSpec track);

    /**
     * Takes a track no longer.
     *
     * @param track number of the track.
     */
    void unpublish(int track);

    /**
     * Lets a peer be heard or seen, or not. Until the first call it is not.
     *
     * @param peer    number.
     * @param kind    sound or pictures.
     * @param allowed whether its packets may be forwarded.
     */
    void permit(int peer, MediaKind kind, boolean allowed);

    /**
     * Sends a track to a peer.
     *
     * @param peer      who wants it.
     * @param track     what.
     * @param maxHeight the highest picture of use to it; 0 = any.
     * @param priority  which to prefer when there is not enough for all: higher first.
     */
    void subscribe(int peer, int track, int maxHeight, int priority);

    /**
     * Sends a track to a peer no longer.
     *
     * @param peer  who wanted it.
     * @param track what.
     */
    void unsubscribe(int peer, int track);

    /**
     * Bounds how many pictures a peer gets: of those that it wants with the same priority, those of who spoke last.
     *
     * @param peer     who gets them.
     * @param pictures at most; {@link Integer#MAX_VALUE} = all that it wants.
     */
    void lastN(int peer, int pictures);

    /**
     * A peer is the one that speaks now: its picture goes before those of others.
     *
     * @param peer who speaks.
     */
    void spoke(int peer);
}
