package io.penstock.codecs.h264.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.jcodec.JCodecProvider;
import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Pictures;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;
import java.util.function.Consumer;

/** An encoder as a graph sees it, and another library's decoder behind it. */
final class Calling {
    final VideoFormat format;
    final UnpooledFrame raw;
    final UnpooledFrame coded;
    final UnpooledFrame shown;
    private final VideoFormat whole;
    private final Encoder encoder;
    private final Decoder decoder;

    Calling(final VideoFormat format, final Consumer<CodecSpec.Settings> settings) {
        this.format = format;
        // Chroma has half the samples: what is coded, and shown, has even sides.
        whole = format.sized(format.width() + 1 & ~1, format.height() + 1 & ~1);
        final EncodedFormat encoded = EncodedFormat.of(CodecId.H264, format);
        raw = Frames.of(format);
        coded = Frames.of(encoded);
        shown = Frames.of(whole);
        encoder = new PenstockH264Provider().encoder(Codecs.encoder(CodecId.H264, settings), format, encoded);
        decoder = new JCodecProvider().decoder(Codecs.decoder(CodecId.H264), EncodedFormat.of(CodecId.H264, whole), whole);
    }

    Encoder encoder() {
        return encoder;
    }

    KeyframeControl keyframes() {
        return (KeyframeControl) encoder;
    }

    BitrateControl rate() {
        return (BitrateControl) encoder;
    }

    /** Encodes a moving picture; returns whether something came of it. */
    boolean encode(final int index) {
        return encode(index, Pictures.i420(format, index));
    }

    boolean encode(final int index, final byte[] picture) {
        raw.payload(picture).ptsNs(format.rate().ptsNs(index));
        coded.flags(0).layers(0, 0).length(coded.capacity());
        final boolean filled = encoder.encode(raw, coded);
        assertTrue(Frames.marginsUntouched(coded), "something was written beside the frame");
        return filled;
    }

    /** Shows what was encoded last; returns what the decoder says. */
    Decoder.Status decode() {
        shown.length(shown.capacity());
        final Decoder.Status status = decoder.decode(coded, shown);
        if (status == Decoder.Status.FRAME) {
            assertEquals(whole, decoder.output());
        }
        return status;
    }

    /** Luma PSNR of what is shown, within the picture that went in. */
    double psnr(final byte[] picture) {
        final byte[] all = shown.payload();
        long squares = 0;
        for (int y = 0; y < format.height(); y++) {
            for (int x = 0; x < format.width(); x++) {
                final int d = (picture[y * format.width() + x] & 255) - (all[y * whole.width() + x] & 255);
                squares += d * d;
            }
        }
        return squares == 0 ? 99 : 10 * Math.log10(65025.0 * format.width() * format.height() / squares);
    }
}
