package io.penstock.format;

import java.util.Objects;

/**
 * Compressed media: one frame is one access unit (video) or one codec packet (audio), without transport framing.
 *
 * @param codec         the codec; H.264 is an Annex B byte stream with its parameter sets in band.
 * @param media         what was encoded and what a decoder starts with; the size of received video may change in band.
 * @param maxFrameBytes largest frame that may occur, positive.
 */
public record EncodedFormat(CodecId codec, Format media, int maxFrameBytes) implements Format {
    /**
     * Checks the ranges.
     *
     * @param codec see the record
     * @param media see the record
     * @param maxFrameBytes see the record
     */
    public EncodedFormat {
        Objects.requireNonNull(codec, "codec");
        if (!(media instanceof AudioFormat) && !(media instanceof VideoFormat)) {
            throw new IllegalArgumentException("encoded format " + codec + ": media must be an AudioFormat or a VideoFormat, found "
                + media);
        }
        if (maxFrameBytes < 1) {
            throw new IllegalArgumentException("encoded format " + codec + ": maxFrameBytes " + maxFrameBytes + " must be positive");
        }
    }

    /**
     * With the usual bound: the raw size and 4 KiB more for video, 4 KiB for audio.
     *
     * @param codec the codec.
     * @param media what was encoded.
     * @return the format.
     */
    public static EncodedFormat of(final CodecId codec, final Format media) {
        return new EncodedFormat(codec, media,
            media instanceof VideoFormat ? media.frameBytes() + 4096 : Math.max(4096, media.frameBytes()));
    }

    /**
     * The picture format inside.
     *
     * @return the media as video.
     * @throws ClassCastException if this is sound.
     */
    public VideoFormat video() {
        return (VideoFormat) media;
    }

    /**
     * The sound format inside.
     *
     * @return the media as audio.
     * @throws ClassCastException if this is a picture.
     */
    public AudioFormat audio() {
        return (AudioFormat) media;
    }

    @Override
    public MediaKind kind() {
        return media.kind();
    }

    @Override
    public int frameBytes() {
        return maxFrameBytes;
    }

    @Override
    public long frameNs() {
        return media.frameNs();
    }

    @Override
    public String describe() {
        return codec + "(" + media.describe() + ')';
    }

    @Override
    public String toString() {
        return describe();
    }
}
