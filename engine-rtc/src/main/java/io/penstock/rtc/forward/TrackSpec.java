package io.penstock.rtc.forward;

import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import java.util.List;

/**
 * What a participant sends: sound, or a picture in one or several sizes.
 *
 * @param track    number of the track, unique within the server; given by the server.
 * @param owner    peer that sends it.
 * @param kind     sound or pictures.
 * @param codec    how it is coded.
 * @param label    what the participant calls it, such as {@code camera} or {@code screen}.
 * @param layers   the encodings of the same picture, smallest first (simulcast); sound has one.
 */
public record TrackSpec(int track, int owner, MediaKind kind, CodecId codec, String label, List<Layer> layers) {
    /** Encodings of one picture at most. */
    public static final int MOST_LAYERS = 4;

    /**
     * Checks that there is something to send.
     *
     * @param track  number.
     * @param owner  peer that sends it.
     * @param kind   sound or pictures.
     * @param codec  how it is coded.
     * @param label  what the participant calls it.
     * @param layers encodings: one of sound, 1–{@value #MOST_LAYERS} of a picture.
     */
    public TrackSpec {
        layers = List.copyOf(layers);
        final int most = kind == MediaKind.AUDIO ? 1 : MOST_LAYERS;
        if (layers.isEmpty() || layers.size() > most) {
            throw new ConfigurationException("track " + track + ": " + layers.size() + " encodings; accepted are 1–" + most + " of " + kind);
        }
    }

    /**
     * One encoding.
     *
     * @param ssrc    synchronisation source of its packets, as the publisher sends them.
     * @param rtxSsrc synchronisation source of its retransmissions; 0 = none.
     * @param width   of the picture; 0 for sound.
     * @param height  of the picture; 0 for sound.
     * @param bitrate bits a second that it needs at most.
     */
    public record Layer(int ssrc, int rtxSsrc, int width, int height, int bitrate) { }
}
