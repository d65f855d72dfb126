package io.penstock.examples.call;

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
 * A picture codec that codes nothing, for measuring what is around a codec. It reads the stamp in the picture, puts out a frame as large as a
 * real encoder would (NAL units of H.264 by their headers, so that packets and key frames are those of a real call), and paints the stamp
 * again at the far end. It takes a few microseconds. The last of all providers: only who names it gets it.
 */
public final class PassThroughProvider implements CodecProvider {
    /** Name by which it is asked for. */
    static final String NAME = "pass-through";
    private static final int LARGEST_SIDE = 4096;
    private static final Set<CodecId> CODECS = Set.of(CodecId.H264);

    /** For {@link java.util.ServiceLoader}. */
    public PassThroughProvider() {
        // Nothing to prepare.
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<CodecId> encoders() {
        return CODECS;
    }

    @Override
    public Set<CodecId> decoders() {
        return CODECS;
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public CodecTraits traits(final CodecSpec spec) {
        check(spec);
        return spec.direction() == CodecSpec.Direction.ENCODE
            ? new CodecTraits(VideoSpec.any().layouts(PixelLayout.I420).upTo(LARGEST_SIDE, LARGEST_SIDE),
                in -> FormatSpec.of(EncodedFormat.of(CodecId.H264, (VideoFormat) in)), Latency.ZERO, 1, false)
            : new CodecTraits(EncodedSpec.of(CodecId.H264), in -> VideoSpec.exactly(((EncodedFormat) in).video()), Latency.ZERO, 1, false);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        check(spec);
        return new PassThroughEncoder((VideoFormat) input, spec.bitrate(), spec.keyIntervalFrames());
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        check(spec);
        return new PassThroughDecoder((VideoFormat) output);
    }

    private static void check(final CodecSpec spec) {
        if (!CODECS.contains(spec.codec())) {
            throw new ConfigurationException("provider \"" + NAME + "\" has no " + spec.codec() + "; it has h264");
        }
    }
}
