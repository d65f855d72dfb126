package io.penstock.codecs.h264.provider;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.stage.Latency;
import java.util.List;
import java.util.Set;

/**
 * Penstock's own H.264 encoder, named {@code penstock}: constrained baseline for calls, no picture held back. Encodes only; what graphs take
 * unless they name another provider.
 *
 * <p>I420 of any size from 16x16 to 4096 pixels a side, at most {@value EncoderSettings#MAX_MACROBLOCKS} macroblocks; of an odd side decoders
 * show one column or row more. Settings: bit rate (0: 0.1 bit a sample), key interval, complexity (0–10, as a preset), and the options
 * <ul>
 * <li>{@code preset}: {@code ultrafast}, {@code superfast} (default), {@code veryfast}, {@code fast}, {@code medium}, {@code slow}; goes before
 *     complexity.
 * <li>{@code qp}: 0–51, every picture, no rate control. {@code min-qp} (10), {@code max-qp} (51): what rate control keeps to.
 * <li>{@code slice-bytes}: largest slice, 100 or more (1186: one RTP packet each, also when sent again as RTX); 0: one slice a
 *     picture.
 * <li>{@code layers}: temporal layers, 1–3. Frames of the highest one are marked {@code DISCARDABLE}, all carry their layer.
 * <li>{@code intra-refresh}: frames in which intra macroblocks cross the picture, in place of key frames; 0 (default): none.
 * <li>{@code threads}: 1–16 (1: the stage's own).
 * <li>{@code vbv}: pictures' worth of bits that the rate may run ahead, 1–10 (1.5). {@code aq}: 0–1, bits for flat parts (0).
 * <li>{@code scene-cut}: key frame at a new scene ({@code true}). {@code long-term}: key frames are kept as long-term references
 *     ({@code false}).
 * <li>{@code timestamp}, {@code hash}: each picture carries its time, or an MD5 of what decoders must show ({@code false}).
 * </ul>
 */
public final class PenstockH264Provider implements CodecProvider {
    private static final Set<CodecId> H264 = Set.of(CodecId.H264);
    private static final int ABOVE_WRAPPED_LIBRARIES = 10;

    /** Creates the provider; the service loader does. */
    public PenstockH264Provider() {
    }

    @Override
    public String name() {
        return "penstock";
    }

    @Override
    public Set<CodecId> encoders() {
        return H264;
    }

    @Override
    public Set<CodecId> decoders() {
        return Set.of();
    }

    @Override
    public int priority() {
        return ABOVE_WRAPPED_LIBRARIES;
    }

    @Override
    public CodecTraits traits(final CodecSpec spec) {
        if (spec.direction() != CodecSpec.Direction.ENCODE || !spec.codec().equals(CodecId.H264)) {
            throw new ConfigurationException("provider \"penstock\" only encodes h264; found " + spec);
        }
        EncoderOptions.read(spec);
        final IntDomain side = IntDomain.range(EncoderSettings.MIN_SIDE, EncoderSettings.MAX_SIDE);
        final VideoSpec pictures = new VideoSpec(side, side, List.of(PixelLayout.I420), List.of(),
            List.of(VideoColor.BT601_LIMITED, VideoColor.BT709_LIMITED, VideoColor.BT601_FULL, VideoColor.BT709_FULL));
        return new CodecTraits(pictures, in -> FormatSpec.of(encoded((VideoFormat) in)), Latency.ZERO, 1, true);
    }

    /** Chroma has half the samples: what is coded, and shown, has even sides. */
    private static EncodedFormat encoded(final VideoFormat in) {
        return EncodedFormat.of(CodecId.H264, in.sized(in.width() + 1 & ~1, in.height() + 1 & ~1));
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        if (!(input instanceof VideoFormat video) || video.layout() != PixelLayout.I420) {
            throw new ConfigurationException("penstock h264 encoder: accepted are i420 pictures, found " + input.describe());
        }
        return new H264EncoderAdapter(video, EncoderOptions.read(spec, video));
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        throw new ConfigurationException("provider \"penstock\" does not decode; name another for " + spec.codec());
    }
}
