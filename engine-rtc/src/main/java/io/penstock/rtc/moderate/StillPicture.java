package io.penstock.rtc.moderate;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.core.Providers;
import io.penstock.dsp.kernel.picture.ColorMatrix;
import io.penstock.dsp.kernel.picture.PixelPacking;
import io.penstock.dsp.kernel.picture.YcbcrLayout;
import io.penstock.dsp.kernel.picture.YcbcrToRgb;
import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.PayloadFormat;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes an image file of the packets of one key frame of H.264. Bytes are hostile; nothing is kept between two. */
final class StillPicture {
    private static final int START_CODE = 4;

    /** A file, and the size of its picture. */
    record File(byte[] bytes, int width, int height) { }

    private StillPicture() {
    }

    static File of(final KeyframeCollector.Keyframe packets, final TapConfig config, final Providers providers) {
        final PayloadFormat payloads = providers.payloadFormat(CodecId.H264);
        final byte[] unit = new byte[2 * packets.bytes().length + START_CODE * 64];
        final int length = assemble(packets, payloads.depacketizer(), unit);
        final SequenceParameters sps = parameters(unit, length);
        if (sps.width() > config.mostWidth || sps.height() > config.mostHeight) {
            throw new CodecException("snapshot: picture of " + sps.width() + 'x' + sps.height() + "; accepted are up to " + config.mostWidth + 'x'
                + config.mostHeight);
        }
        final VideoFormat raw = VideoFormat.i420(sps.width(), sps.height(), FrameRate.VARIABLE);
        final EncodedFormat coded = new EncodedFormat(CodecId.H264, raw, Math.max(1 << 16, length));
        final CodecSpec spec = Codecs.decoder(CodecId.H264, s -> s.maxSize(raw.width(), raw.height()));
        try (Decoder decoder = providers.codec(spec).decoder(spec, coded, raw)) {
            final UnpooledFrame in = UnpooledFrame.wrap(coded, unit, 0, length).length(length).flags(FrameFlags.KEYFRAME);
            final UnpooledFrame out = UnpooledFrame.allocate(raw);
            if (decoder.decode(in, out) != Decoder.Status.FRAME && !decoder.drain(out)) {
                throw new CodecException("snapshot: a key frame that shows nothing");
            }
            final VideoFormat shown = (VideoFormat) decoder.output();
            return new File(file(image(out.array(), out.arrayOffset(), shown), config.image.format()), shown.width(), shown.height());
        }
    }

    private static int assemble(final KeyframeCollector.Keyframe packets, final PayloadFormat.Depacketizer depacketizer, final byte[] unit) {
        depacketizer.begin();
        final byte[] a = packets.bytes();
        int length = 0;
        for (int at = 0; at < a.length;) {
            final int bytes = (a[at] & 0xFF) << 8 | a[at + 1] & 0xFF;
            length += depacketizer.append(a, at + 2, bytes, unit, length, unit.length);
            at += 2 + bytes;
        }
        if (!depacketizer.isComplete()) {
            throw new CodecException("snapshot: a key frame that does not end");
        }
        return length;
    }

    private static SequenceParameters parameters(final byte[] a, final int to) {
        for (int nal = NalUnits.first(a, 0, to); nal < to; nal = NalUnits.next(a, nal, to)) {
            if (NalUnits.type(a[nal]) == NalUnits.SPS) {
                return SequenceParameters.parse(a, nal, NalUnits.end(a, nal, to));
            }
        }
        throw new CodecException("snapshot: a key frame without parameters");
    }

    private static BufferedImage image(final byte[] yuv, final int offset, final VideoFormat format) {
        final boolean full = format.color() == VideoColor.BT601_FULL || format.color() == VideoColor.BT709_FULL;
        final boolean hd = format.color() == VideoColor.BT709_LIMITED || format.color() == VideoColor.BT709_FULL;
        final int w = format.width();
        final int h = format.height();
        final byte[] bgra = new byte[4 * w * h];
        new YcbcrToRgb(YcbcrLayout.i420(w, h), hd ? ColorMatrix.bt709(full) : ColorMatrix.bt601(full), PixelPacking.BGRA)
            .process(yuv, offset, bgra, 0);
        final BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_3BYTE_BGR);
        final byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int from = 0, to = 0; to < bgr.length; from += 4, to += 3) {
            bgr[to] = bgra[from];
            bgr[to + 1] = bgra[from + 1];
            bgr[to + 2] = bgra[from + 2];
        }
        return image;
    }

    private static byte[] file(final BufferedImage image, final String format) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        // In memory: what a participant shows is not to lie about in temporary files.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, format, out)) {
                throw new CodecException("snapshot: this JDK writes no " + format);
            }
        } catch (final IOException e) {
            throw new CodecException("snapshot: no " + format + " can be made: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }
}
