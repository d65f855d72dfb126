package io.penstock.rtc.client;

import io.penstock.format.MediaKind;

/**
 * A track that can be had.
 *
 * @param track  number.
 * @param owner  participant that sends it.
 * @param kind   sound or pictures.
 * @param label  what the participant calls it.
 * @param ssrc   synchronisation source under which it comes.
 * @param height of the largest picture; 0 for sound.
 */
public record RemoteTrack(int track, String owner, MediaKind kind, String label, int ssrc, int height) {
}
