package io.penstock.codecs.jcodec;

import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.stage.Latency;
import java.util.Set;

/**
 * H.264 in pure Java, named {@code jcodec}.
 *
 * <p>Encoder: Baseline, pictures of even size; bit rate, key interval, and the options {@code qp} (18–44: fixed, no rate control).
 * Decoder: Baseline, Main and High, progressive, 4:2:0, 8 bits; option {@code reorder} ({@code true} by default): put pictures of streams with
 * B pictures in the order of their times. The largest picture is {@link CodecSpec#maxWidth()} x {@link CodecSpec#maxHeight()}, either way up, or
 * that of the incoming format.
 */
public final class JCodecProvider implements CodecProvider {
    private static final Set<CodecId> H264 = Set.of(CodecId.H264);
    private static final int MIN_SIDE = 16;
    private static final int MAX_SIDE = 4096;
    private static final double DEFAULT_BITS_PER_PIXEL = 0.4;

    /** Creates the provider; the service loader does. */
    public JCodecProvider() {
    }

    @Override
    public String name() {
        return "jcodec";
    }

    @Override
    public Set<CodecId> encoders() {
        return H264;
    }

    @Override
    public Set<CodecId> decoders() {
        return H264;
    }

    @Override
    public CodecTraits traits(final CodecSpec spec) {
        checkOptions(spec);
        if (spec.direction() == CodecSpec.Direction.ENCODE) {
            return new CodecTraits(VideoSpec.any().layouts(PixelLayout.I420).upTo(MAX_SIDE, MAX_SIDE),
                in -> FormatSpec.of(encoded((VideoFormat) in)), Latency.ZERO, 1, true);
        }
        return new CodecTraits(EncodedSpec.of(CodecId.H264), in -> FormatSpec.of(decoded(spec, (EncodedFormat) in)), Latency.ZERO, 1, true);
    }

    private static EncodedFormat encoded(final VideoFormat in) {
        return EncodedFormat.of(CodecId.H264, in);
    }

    private static VideoFormat decoded(final CodecSpec spec, final EncodedFormat in) {
        final VideoFormat media = in.video();
        final int width = spec.maxWidth() > 0 ? spec.maxWidth() : media.width();
        final int height = spec.maxHeight() > 0 ? spec.maxHeight() : media.height();
        return new VideoFormat(width, height, PixelLayout.I420, media.rate(), media.color());
    }

    private static void checkOptions(final CodecSpec spec) {
        final String known = spec.direction() == CodecSpec.Direction.ENCODE ? "qp" : "reorder";
        for (final String option : spec.options().keySet()) {
            if (!option.equals(known)) {
                throw new ConfigurationException("jcodec h264: unknown option " + option + " (known: " + known + ')');
            }
        }
        qp(spec);
        if (spec.bitrate() < 0 || spec.keyIntervalFrames() < 0) {
            throw new ConfigurationException("jcodec h264: bitrate " + spec.bitrate() + " and key interval " + spec.keyIntervalFrames()
                + " must not be negative");
        }
    }

    private static int qp(final CodecSpec spec) {
        final String text = spec.options().get("qp");
        if (text == null) {
            return -1;
        }
        if (text.matches("\\d{1,2}") && Integer.parseInt(text) >= QuantiserControl.MIN_QP
            && Integer.parseInt(text) <= QuantiserControl.MAX_QP) {
            return Integer.parseInt(text);
        }
        throw new ConfigurationException("jcodec h264: qp=" + text + " is not a number from " + QuantiserControl.MIN_QP + " to "
            + QuantiserControl.MAX_QP);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        checkOptions(spec);
        if (!(input instanceof VideoFormat video) || video.layout() != PixelLayout.I420 || video.width() % 2 != 0 || video.height() % 2 != 0
            || video.width() < MIN_SIDE || video.height() < MIN_SIDE || video.width() > MAX_SIDE || video.height() > MAX_SIDE) {
            throw new ConfigurationException("jcodec h264 encoder: accepted are i420 pictures of even size from " + MIN_SIDE + " to " + MAX_SIDE
                + " pixels a side, found " + input.describe());
        }
        final double fps = video.rate().fps() > 0 ? video.rate().fps() : 30;
        final int bitrate = spec.bitrate() > 0 ? spec.bitrate()
            : (int) Math.min(Integer.MAX_VALUE, DEFAULT_BITS_PER_PIXEL * video.width() * video.height() * fps);
        return new JCodecH264Encoder(video, bitrate, spec.keyIntervalFrames(), qp(spec));
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        checkOptions(spec);
        final VideoFormat largest = decoded(spec, input);
        final int macroblocks = (largest.width() + 15) / 16 * ((largest.height() + 15) / 16);
        final boolean ordered = !"false".equals(spec.options().get("reorder"));
        return new JCodecH264Decoder((VideoFormat) output, macroblocks, Math.max(1 << 16, macroblocks * 1024), ordered);
    }
}
