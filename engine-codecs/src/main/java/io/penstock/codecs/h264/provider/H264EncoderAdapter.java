package io.penstock.codecs.h264.provider;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.H264Encoder;
import io.penstock.error.CodecException;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;

/**
 * Hands the planes of a frame to the encoder, and its bytes and marks to the frame that goes out. Frames with arrays are read and written in
 * place; others are copied. Allocates nothing after the first frame, but for frames that fail.
 *
 * <p>After a failure of any kind the encoder starts again with a key frame: what was half done is not built upon.
 */
final class H264EncoderAdapter implements Encoder, KeyframeControl, BitrateControl {
    private static final byte[] NONE = {};

    private final VideoFormat format;
    private final H264Encoder encoder;
    private final int frameBytes;
    private final int cbAt;
    private final int crAt;
    private final int chromaStride;
    private byte[] picture = NONE;
    private byte[] unit = NONE;

    H264EncoderAdapter(final VideoFormat format, final EncoderSettings settings) {
        this.format = format;
        encoder = new H264Encoder(settings);
        frameBytes = format.frameBytes();
        cbAt = PixelLayout.I420.planeOffset(1, format.width(), format.height());
        crAt = PixelLayout.I420.planeOffset(2, format.width(), format.height());
        chromaStride = PixelLayout.I420.stride(1, format.width());
    }

    @Override
    public boolean encode(final Frame in, final MutableFrame out) {
        if (in.length() != frameBytes) {
            throw new CodecException("h264: picture of " + in.length() + " bytes, " + format.describe() + " has " + frameBytes);
        }
        final boolean plain = in.hasArray();
        if (!plain) {
            picture = atLeast(picture, frameBytes);
            in.buffer().getBytes(0, picture, 0, frameBytes);
        }
        final int bytes = code(plain ? in.array() : picture, plain ? in.arrayOffset() : 0, in.ptsNs(), out);
        if (bytes == 0) {
            return false;
        }
        out.length(bytes);
        out.clear(FrameFlags.KEYFRAME | FrameFlags.DISCARDABLE);
        out.set((encoder.keyFrame() ? FrameFlags.KEYFRAME : 0) | (encoder.discardable() ? FrameFlags.DISCARDABLE : 0));
        out.layers(encoder.temporalLayer(), 0);
        return true;
    }

    private int code(final byte[] planes, final int at, final long timeNs, final MutableFrame out) {
        final int capacity = out.capacity();
        final boolean inPlace = out.hasArray();
        if (!inPlace) {
            unit = atLeast(unit, capacity);
        }
        try {
            final int bytes = encoder.encode(planes, at, format.width(), planes, at + cbAt, planes, at + crAt, chromaStride, timeNs,
                inPlace ? out.array() : unit, inPlace ? out.arrayOffset() : 0, capacity);
            if (!inPlace) {
                out.buffer().putBytes(0, unit, 0, bytes);
            }
            return bytes;
        } catch (final RuntimeException e) {
            encoder.reset();
            throw new CodecException("h264: " + format.describe() + " could not be encoded: " + e.getMessage(), e);
        }
    }

    private static byte[] atLeast(final byte[] array, final int length) {
        return array.length >= length ? array : new byte[length];
    }

    @Override
    public void requestKeyframe() {
        encoder.requestKeyFrame();
    }

    @Override
    public void bitrate(final int bitsPerSecond) {
        encoder.bitrate(bitsPerSecond);
    }

    @Override
    public void reset() {
        encoder.reset();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
