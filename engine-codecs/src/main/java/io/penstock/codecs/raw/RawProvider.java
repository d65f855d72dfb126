package io.penstock.codecs.raw;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.SampleType;
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

/** L16 (RFC 3551, 4.5.11) and pass-through of raw pictures. No settings, no delay, no state; nothing allocates. */
public final class RawProvider implements CodecProvider {
    private static final Set<CodecId> CODECS = Set.of(CodecId.L16, CodecId.RAW_VIDEO);

    /** For {@link java.util.ServiceLoader}. */
    public RawProvider() {
    }

    @Override
    public String name() {
        return "raw";
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
    public CodecTraits traits(final CodecSpec spec) {
        final boolean sound = isSound(spec);
        final FormatSpec raw = sound ? AudioSpec.any() : VideoSpec.any();
        return spec.direction() == CodecSpec.Direction.ENCODE
            ? new CodecTraits(raw, sound ? RawProvider::encodedSound : RawProvider::encodedPicture, Latency.ZERO, 1, false)
            : new CodecTraits(new EncodedSpec(List.of(spec.codec()), raw, 0), sound ? RawProvider::decodedSound : RawProvider::decodedPicture,
                Latency.ZERO, 1, false);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        return isSound(spec) ? new L16Encoder((AudioFormat) input) : new RawVideoCodec((VideoFormat) input);
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        return isSound(spec) ? new L16Decoder((AudioFormat) output) : new RawVideoCodec((VideoFormat) output);
    }

    private static FormatSpec encodedSound(final Format input) {
        final AudioFormat format = (AudioFormat) input;
        return new EncodedSpec(List.of(CodecId.L16), AudioSpec.exactly(format), format.as(SampleType.S16).frameBytes());
    }

    private static FormatSpec encodedPicture(final Format input) {
        return new EncodedSpec(List.of(CodecId.RAW_VIDEO), VideoSpec.exactly((VideoFormat) input), input.frameBytes());
    }

    private static FormatSpec decodedSound(final Format input) {
        final AudioFormat media = ((EncodedFormat) input).audio();
        final SampleType other = media.sampleType() == SampleType.S16 ? SampleType.F32 : SampleType.S16;
        return AudioSpec.exactly(media).types(media.sampleType(), other);
    }

    private static FormatSpec decodedPicture(final Format input) {
        return VideoSpec.exactly(((EncodedFormat) input).video());
    }

    private static boolean isSound(final CodecSpec spec) {
        if (!CODECS.contains(spec.codec())) {
            throw new ConfigurationException("provider \"raw\" has no " + spec.codec() + "; it has l16 and raw");
        }
        return spec.codec().equals(CodecId.L16);
    }
}
