package io.penstock.rtc.client;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.MediaPlane;

/**
 * A track to receive: what the media have to know of a {@link RemoteTrack}.
 *
 * @param track number of the track, 0–268435455.
 * @param owner id of the participant; sound and pictures of one are kept in step.
 * @param kind  sound or pictures.
 * @param media what comes out of the decoder: of pictures the largest that may come.
 */
public record IncomingTrack(int track, String owner, MediaKind kind, Format media) {
    /** What sound is decoded to: mono, 48 kHz, 20 ms. */
    public static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    private static final int MOST_TRACK = MediaPlane.FORWARDED_SSRC_BASE - 1;
    private static final int VIDEO_CLOCK_HZ = 90_000;
    private static final int AUDIO_CLOCK_HZ = 48_000;

    /**
     * Checks the ranges.
     *
     * @param track see the record
     * @param owner see the record
     * @param kind  see the record
     * @param media see the record
     */
    public IncomingTrack {
        if (track < 0 || track > MOST_TRACK || owner == null || media == null || kind != (media instanceof VideoFormat ? MediaKind.VIDEO
            : media instanceof AudioFormat ? MediaKind.AUDIO : null)) {
            throw new ConfigurationException("remote track " + track + " of " + owner + ", " + kind + " as " + media + "; accepted are tracks 0–"
                + MOST_TRACK + " with an owner, sound in an AudioFormat and pictures in a VideoFormat");
        }
    }

    /**
     * Sound in Opus.
     *
     * @param track number.
     * @param owner id of the participant.
     * @return the track.
     */
    public static IncomingTrack sound(final int track, final String owner) {
        return new IncomingTrack(track, owner, MediaKind.AUDIO, SOUND);
    }

    /**
     * Pictures in H.264.
     *
     * @param track   number.
     * @param owner   id of the participant.
     * @param largest the largest picture that may come.
     * @return the track.
     */
    public static IncomingTrack pictures(final int track, final String owner, final VideoFormat largest) {
        return new IncomingTrack(track, owner, MediaKind.VIDEO, largest);
    }

    int ssrc() {
        return MediaPlane.FORWARDED_SSRC_BASE + track;
    }

    static CodecId codec(final MediaKind kind) {
        return kind == MediaKind.VIDEO ? CodecId.H264 : CodecId.OPUS;
    }

    PacketFormat packets() {
        return packets(kind, media);
    }

    /** As they come: longer than they are sent by, as retransmissions and redundancy are. */
    static PacketFormat packets(final MediaKind kind, final Format media) {
        final boolean video = kind == MediaKind.VIDEO;
        return new PacketFormat(PacketFormat.Protocol.RTP, EncodedFormat.of(codec(kind), media),
            video ? Forwarder.VIDEO_PAYLOAD_TYPE : Forwarder.AUDIO_PAYLOAD_TYPE, video ? VIDEO_CLOCK_HZ : AUDIO_CLOCK_HZ,
            PacketFormat.RECEIVE_PACKET_BYTES);
    }
}
