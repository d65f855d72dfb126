package io.penstock.codecs.jcodec;

import io.penstock.codecs.h264.AccessUnitGuard;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.error.CodecException;
import io.penstock.format.Format;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.Decoder;

/**
 * H.264 by JCodec's macroblock decoders, behind {@link AccessUnitGuard}. Takes an access unit as an Annex B byte stream, puts out I420 with
 * the samples of the stream as they are (matrix and range told by {@link #output()}).
 *
 * <p>Pictures come in decoding order; streams with B pictures are put in order by a {@link Reorder} buffer as deep as the stream says.
 * Time and memory are bounded by the size limit. Single-threaded, starts no threads.
 */
final class JCodecH264Decoder implements Decoder {
    private final AccessUnitGuard guard;
    private final PictureDecoder pictures = new PictureDecoder();
    private final Reorder reorder;
    private final int maxAccessUnit;
    private VideoFormat output;
    private byte[] copy = {};

    JCodecH264Decoder(final VideoFormat output, final int maxMacroblocks, final int maxAccessUnit, final boolean ordered) {
        JCodecLog.route();
        this.output = output;
        this.maxAccessUnit = maxAccessUnit;
        guard = new AccessUnitGuard(maxMacroblocks);
        reorder = ordered ? new Reorder() : null;
    }

    @Override
    public Status decode(final Frame in, final MutableFrame out) {
        final int length = in.length();
        if (in.has(FrameFlags.CORRUPT) || length > maxAccessUnit) {
            guard.lost();
            if (length > maxAccessUnit) {
                throw new CodecException("h264: access unit of " + length + " bytes, accepted are " + maxAccessUnit);
            }
            return Status.NEED_KEYFRAME;
        }
        if (copy.length < length) {
            copy = new byte[Math.min(maxAccessUnit, length + length / 2)];
        }
        in.buffer().getBytes(0, copy, 0, length);
        return switch (guard.inspect(copy, 0, length)) {
            case NOTHING -> Status.NOTHING;
            case NEED_KEYFRAME -> Status.NEED_KEYFRAME;
            case DECODE -> picture(in, out);
        };
    }

    private Status picture(final Frame in, final MutableFrame out) {
        final org.jcodec.codecs.h264.io.model.Frame picture;
        try {
            picture = pictures.decode(guard, copy);
        } catch (final CodecException e) {
            forget();
            throw e;
        } catch (final RuntimeException e) {
            forget();
            throw new CodecException("h264: damaged picture, or one that refers to a lost one (" + e.getClass().getSimpleName()
                + "); waiting for the next IDR picture", e);
        }
        final boolean idr = guard.header(0).nalType == io.penstock.codecs.h264.NalUnits.IDR;
        guard.decoded();
        final SequenceParameters sps = pictures.sequence();
        if (reorder == null || reorder.depth(sps, guard) == 0 && reorder.isEmpty()) {
            show(sps, picture, out);
            return Status.FRAME;
        }
        reorder.add(picture, sps, guard.pictureOrder(), idr, in);
        if (!reorder.isReady()) {
            return Status.NOTHING;
        }
        output = reorder.take(output, out);
        return Status.FRAME;
    }

    private void forget() {
        guard.lost();
        pictures.reset();
    }

    private void show(final SequenceParameters sps, final org.jcodec.codecs.h264.io.model.Frame picture, final MutableFrame out) {
        final int bytes = PixelLayout.I420.frameBytes(sps.width(), sps.height());
        if (bytes > out.capacity()) {
            throw new CodecException("h264: picture of " + sps.width() + 'x' + sps.height() + " needs " + bytes + " bytes, the frame has "
                + out.capacity() + "; set maxSize of the decoder");
        }
        output = format(output, sps);
        out.length(bytes);
        if (out.hasArray()) {
            I420.copy(picture, sps, out.array(), out.arrayOffset());
        } else {
            final byte[] flat = new byte[bytes];
            I420.copy(picture, sps, flat, 0);
            out.buffer().putBytes(0, flat);
        }
    }

    /** The format of pictures of a stream; the same instance while nothing changes. */
    static VideoFormat format(final VideoFormat last, final SequenceParameters sps) {
        return last.width() == sps.width() && last.height() == sps.height() && last.color() == sps.color() ? last
            : new VideoFormat(sps.width(), sps.height(), PixelLayout.I420, last.rate(), sps.color());
    }

    @Override
    public Format output() {
        return output;
    }

    @Override
    public boolean drain(final MutableFrame out) {
        if (reorder == null || reorder.isEmpty()) {
            return false;
        }
        output = reorder.take(output, out);
        return true;
    }

    @Override
    public void reset() {
        guard.reset();
        pictures.reset();
        if (reorder != null) {
            reorder.clear();
        }
    }
}
