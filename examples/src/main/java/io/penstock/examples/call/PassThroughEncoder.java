package io.penstock.examples.call;

import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.error.CodecException;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;
import java.util.Arrays;

/**
 * Puts out frames of the size that the bit rate allows, key frames five times as large as others, each a single NAL unit that begins with the
 * stamp of the picture:
 * <pre>
 *   0        4      5                10
 *  | 0 0 0 1 | type | stamp, 5 x 7 bits, lowest first, top bit set | filler, never 0 |
 * </pre>
 * No byte behind the type is 0, so nothing in it can be taken for a start code. A picture without a readable stamp leaves with stamp bytes
 * that are all ones.
 */
final class PassThroughEncoder implements Encoder, KeyframeControl, BitrateControl {
    static final int HEADER_BYTES = 5;
    static final int STAMP_BYTES = 5;
    static final int BITS_A_BYTE = 7;
    /** nal_unit_type 5, nal_ref_idc 3: a slice of an IDR picture (ITU-T H.264, 7.4.1). */
    static final byte KEY = 0x65;
    /** nal_unit_type 1, nal_ref_idc 2. */
    static final byte OTHER = 0x41;
    private static final byte NO_STAMP = (byte) 0xFF;
    private static final byte FILLER = (byte) 0xA5;
    private static final int KEY_FACTOR = 5;
    private static final int LEAST_BYTES = HEADER_BYTES + STAMP_BYTES;
    private final double fps;
    private final int keyInterval;
    private int bytes;
    private int sinceKey;
    private boolean wanted = true;

    PassThroughEncoder(final VideoFormat format, final int bitrate, final int keyInterval) {
        fps = format.rate().fps();
        this.keyInterval = keyInterval;
        bitrate(bitrate);
    }

    @Override
    public void bitrate(final int bitsPerSecond) {
        final double mean = bitsPerSecond / 8.0 / fps;
        final double share = keyInterval > 0 ? keyInterval / (keyInterval - 1.0 + KEY_FACTOR) : 1;
        bytes = Math.max(LEAST_BYTES, (int) (mean * share));
    }

    @Override
    public void requestKeyframe() {
        wanted = true;
    }

    @Override
    public boolean encode(final Frame in, final MutableFrame out) {
        final boolean key = wanted || keyInterval > 0 && sinceKey >= keyInterval;
        final int length = Math.min(out.capacity(), key ? KEY_FACTOR * bytes : bytes);
        if (length < LEAST_BYTES) {
            throw new CodecException("pass-through: room for " + out.capacity() + " bytes; at least " + LEAST_BYTES + " are needed");
        }
        final byte[] to = out.array();
        final int at = out.arrayOffset();
        to[at] = 0;
        to[at + 1] = 0;
        to[at + 2] = 0;
        to[at + 3] = 1;
        to[at + 4] = key ? KEY : OTHER;
        final long stamp = PictureStamp.read(in);
        for (int i = 0; i < STAMP_BYTES; i++) {
            to[at + HEADER_BYTES + i] = stamp == PictureStamp.DAMAGED ? NO_STAMP : (byte) (stamp >>> BITS_A_BYTE * i | 0x80);
        }
        Arrays.fill(to, at + LEAST_BYTES, at + length, FILLER);
        out.length(length);
        if (key) {
            out.set(FrameFlags.KEYFRAME);
        }
        sinceKey = key ? 1 : sinceKey + 1;
        wanted = false;
        return true;
    }

    @Override
    public void reset() {
        wanted = true;
    }
}
