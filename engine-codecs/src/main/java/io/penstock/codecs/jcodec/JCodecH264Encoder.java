package io.penstock.codecs.jcodec;

import io.penstock.error.CodecException;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;
import java.nio.ByteBuffer;
import org.jcodec.codecs.h264.H264Encoder;
import org.jcodec.codecs.h264.encode.RateControl;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Rect;
import org.jcodec.common.model.Size;

/**
 * H.264 Baseline by JCodec's encoder: I and P pictures, parameter sets in band before every IDR picture. Picks its own quantisers
 * ({@link QuantiserControl}), for JCodec has no rate control to speak of. Single-threaded.
 */
final class JCodecH264Encoder implements Encoder, KeyframeControl, BitrateControl {
    /** JCodec codes every macroblock of a P picture, also where nothing moves: 41 bits each at least. */
    private static final int FLOOR_BITS_PER_MACROBLOCK = 41;
    private static final int EMERGENCY_QP = 46;
    /** Frame numbers have 16 bits; long before they wrap comes an IDR picture. */
    private static final int MAX_FRAMES = 32_000;

    private static final class Quantiser implements RateControl {
        private int qp;

        @Override
        public int startPicture(final Size size, final int maxBytes, final SliceType type) {
            return qp;
        }

        @Override
        public int initialQpDelta() {
            return 0;
        }

        @Override
        public int accept(final int bits) {
            return 0;
        }
    }

    private final VideoFormat format;
    private final int keyInterval;
    private final int fixedQp;
    private final QuantiserControl control;
    private final Quantiser quantiser = new Quantiser();
    private final Picture picture;
    private final ByteBuffer scratch;
    private final byte[] flat;
    private H264Encoder encoder;
    private int sinceKey;

    JCodecH264Encoder(final VideoFormat format, final int bitrate, final int keyInterval, final int fixedQp) {
        JCodecLog.route();
        this.format = format;
        this.keyInterval = keyInterval > 0 ? Math.min(keyInterval, MAX_FRAMES) : MAX_FRAMES;
        this.fixedQp = fixedQp;
        final int width = format.width() + 15 & ~15;
        final int height = format.height() + 15 & ~15;
        control = new QuantiserControl(bitrate, format.rate().fps(), format.width() * format.height(),
            width / 16 * (height / 16) * FLOOR_BITS_PER_MACROBLOCK);
        picture = Picture.createCropped(width, height, ColorSpace.YUV420J, new Rect(0, 0, format.width(), format.height()));
        scratch = ByteBuffer.allocate(2 * width * height + 4096);
        flat = new byte[format.frameBytes()];
    }

    @Override
    public boolean encode(final Frame in, final MutableFrame out) {
        if (in.length() != format.frameBytes()) {
            throw new CodecException("h264: picture of " + in.length() + " bytes, " + format.describe() + " has " + format.frameBytes());
        }
        if (in.hasArray()) {
            I420.fill(in.array(), in.arrayOffset(), format.width(), format.height(), picture);
        } else {
            in.buffer().getBytes(0, flat);
            I420.fill(flat, 0, format.width(), format.height(), picture);
        }
        boolean key = encoder == null || sinceKey >= keyInterval;
        ByteBuffer bytes = attempt(key, fixedQp >= 0 ? fixedQp : control.next(key));
        if (bytes == null || bytes.remaining() > out.capacity()) {
            encoder = null;
            key = true;
            bytes = attempt(true, EMERGENCY_QP);
        }
        if (bytes == null || bytes.remaining() > out.capacity()) {
            encoder = null;
            throw new CodecException("h264: picture does not fit " + out.capacity() + " bytes even at the coarsest quantiser");
        }
        control.spent(8 * bytes.remaining(), key);
        sinceKey = key ? 1 : sinceKey + 1;
        out.length(bytes.remaining());
        out.buffer().putBytes(0, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.clear(FrameFlags.KEYFRAME | FrameFlags.DISCARDABLE);
        if (key) {
            out.set(FrameFlags.KEYFRAME);
        }
        return true;
    }

    /** One try; null if JCodec failed, which overflows an inner buffer on noise, and is of no use afterwards. */
    private ByteBuffer attempt(final boolean key, final int qp) {
        quantiser.qp = qp;
        try {
            if (encoder == null) {
                encoder = new H264Encoder(quantiser);
                encoder.setKeyInterval(1 << 15);
            }
            scratch.clear();
            return encoder.doEncodeFrame(picture, scratch, key, key ? 0 : sinceKey, key ? SliceType.I : SliceType.P);
        } catch (final RuntimeException e) {
            encoder = null;
            return null;
        }
    }

    @Override
    public void requestKeyframe() {
        sinceKey = keyInterval;
    }

    @Override
    public void bitrate(final int bitsPerSecond) {
        control.bitrate(Math.max(1, bitsPerSecond));
    }

    @Override
    public void reset() {
        encoder = null;
    }
}
