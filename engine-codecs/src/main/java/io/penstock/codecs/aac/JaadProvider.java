package io.penstock.codecs.aac;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.format.SampleType;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.stage.Latency;
import java.util.List;
import java.util.Set;

/**
 * Decodes AAC low complexity, and HE-AAC where the incoming format states the doubled rate, mono and stereo, one ADTS frame at a time. What
 * the encoder put before the first sample (1024 or more samples of priming) is played, not cut off.
 */
public final class JaadProvider implements CodecProvider {
    /** For {@link java.util.ServiceLoader}. */
    public JaadProvider() {
    }

    @Override
    public String name() {
        return "jaad";
    }

    @Override
    public Set<CodecId> encoders() {
        return Set.of();
    }

    @Override
    public Set<CodecId> decoders() {
        return Set.of(CodecId.AAC);
    }

    @Override
    public CodecTraits traits(final CodecSpec spec) {
        requireDecoder(spec);
        final AudioSpec inside = new AudioSpec(IntDomain.of(AdtsHeader.ratesHz()), IntDomain.of(1, 2), List.of(SampleType.values()),
            IntDomain.range(1, 1_000_000));
        return new CodecTraits(new EncodedSpec(List.of(CodecId.AAC), inside, 0), JaadProvider::decoded, Latency.ZERO, 1, false);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        throw new ConfigurationException("provider \"jaad\" only decodes: there is no AAC encoder in pure Java; use opus");
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        requireDecoder(spec);
        requireOwnJaad();
        return new JaadDecoder((AudioFormat) output);
    }

    /** JCodec's jar carries an older JAAD under the same names, which decodes to silence; whichever jar comes first wins. */
    private static void requireOwnJaad() {
        try {
            net.sourceforge.jaad.aac.Decoder.class.getMethod("create", byte[].class);
        } catch (final NoSuchMethodException | LinkageError e) {
            throw new ConfigurationException("aac: the copy of JAAD inside jcodec comes first on the class path; put "
                + "com.tianscar.javasound:javasound-aac before org.jcodec:jcodec", e);
        }
    }

    private static FormatSpec decoded(final Format input) {
        final AudioFormat media = ((EncodedFormat) input).audio();
        final SampleType other = media.sampleType() == SampleType.S16 ? SampleType.F32 : SampleType.S16;
        return AudioSpec.exactly(media).channels(media.channels(), 3 - media.channels()).types(media.sampleType(), other);
    }

    private static void requireDecoder(final CodecSpec spec) {
        if (!spec.codec().equals(CodecId.AAC) || spec.direction() != CodecSpec.Direction.DECODE) {
            throw new ConfigurationException("provider \"jaad\" has no " + spec + "; it decodes aac");
        }
    }
}
