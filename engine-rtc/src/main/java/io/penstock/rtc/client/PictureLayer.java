package io.penstock.rtc.client;

import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import io.penstock.spi.CodecSpec;

/**
 * One size that a picture is sent in.
 *
 * @param format  size and frame rate.
 * @param bitrate bits a second that it needs at most.
 * @param encoder an encoder of H.264, best at that rate.
 */
public record PictureLayer(VideoFormat format, int bitrate, CodecSpec encoder) {
    /**
     * Checks the ranges.
     *
     * @param format  see the record
     * @param bitrate see the record
     * @param encoder see the record
     */
    public PictureLayer {
        if (bitrate < 10_000 || encoder.direction() != CodecSpec.Direction.ENCODE) {
            throw new ConfigurationException("picture layer " + format.width() + "x" + format.height() + ": " + bitrate + " bit/s by " + encoder
                + "; accepted are an encoder and 10000 bit/s or more");
        }
    }
}
