package io.penstock.codecs.telephony;

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
 * G.711 (µ-law and A-law), GSM 06.10 full rate and G.729: 8 kHz mono, 16-bit or float samples, fixed rates of 64, 13.2 and 8 kbit/s.
 * Settings for bitrate, FEC, DTX and complexity do not apply and are ignored. Frames: any length for G.711, multiples of 20 ms for GSM and of
 * 10 ms for G.729. G.729 sends and understands speech frames; silence frames of Annex B are played as silence.
 */
public final class TelephonyProvider implements CodecProvider {
    private static final Set<CodecId> CODECS = Set.of(CodecId.PCMU, CodecId.PCMA, CodecId.GSM, CodecId.G729);
    private static final int RATE_HZ = 8_000;
    private static final int MAX_FRAME_US = 240_000;
    private static final int[] GSM_FRAMES_US = {20_000, 40_000, 60_000, 80_000, 100_000, 120_000};
    private static final int[] G729_FRAMES_US = {20_000, 10_000, 30_000, 40_000, 50_000, 60_000, 80_000, 100_000, 120_000};
    // G.729, 2.5: the linear prediction looks 5 ms ahead; the others do not look ahead
    private static final Latency G729_LOOK_AHEAD = new Latency(5_000_000, 5_000_000);

    /** For {@link java.util.ServiceLoader}. */
    public TelephonyProvider() {
    }

    @Override
    public String name() {
        return "telephony";
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
        final CodecId codec = known(spec);
        final AudioSpec accepted = accepted(codec);
        if (spec.direction() == CodecSpec.Direction.DECODE) {
            return new CodecTraits(new EncodedSpec(List.of(codec), accepted, 0), TelephonyProvider::decoded, Latency.ZERO, 1, false);
        }
        return new CodecTraits(accepted, input -> encoded(codec, (AudioFormat) input), codec.equals(CodecId.G729) ? G729_LOOK_AHEAD : Latency.ZERO,
            1, false);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        final AudioFormat format = (AudioFormat) input;
        return switch (known(spec).name()) {
            case "pcmu" -> new G711Encoder("pcmu", G711.MU_LAW, format);
            case "pcma" -> new G711Encoder("pcma", G711.A_LAW, format);
            case "gsm" -> new GsmEncoder(format);
            default -> new G729Encoder(format);
        };
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        final AudioFormat format = (AudioFormat) output;
        return switch (known(spec).name()) {
            case "pcmu" -> new G711Decoder("pcmu", G711.MU_LAW, format);
            case "pcma" -> new G711Decoder("pcma", G711.A_LAW, format);
            case "gsm" -> new GsmDecoder(format);
            default -> new G729Decoder(format);
        };
    }

    private static AudioSpec accepted(final CodecId codec) {
        final IntDomain frames = switch (codec.name()) {
            case "gsm" -> IntDomain.of(GSM_FRAMES_US);
            case "g729" -> IntDomain.of(G729_FRAMES_US);
            default -> IntDomain.range(125, MAX_FRAME_US);
        };
        return new AudioSpec(IntDomain.of(RATE_HZ), IntDomain.of(1), List.of(SampleType.values()), frames);
    }

    private static FormatSpec encoded(final CodecId codec, final AudioFormat input) {
        final int samples = input.frameSamples();
        final int bytes = switch (codec.name()) {
            case "gsm" -> blocks(samples, GsmDecoder.BLOCK_SAMPLES) * GsmDecoder.BLOCK_BYTES;
            case "g729" -> blocks(samples, G729Decoder.BLOCK_SAMPLES) * G729Decoder.BLOCK_BYTES;
            default -> samples;
        };
        return new EncodedSpec(List.of(codec), AudioSpec.exactly(input), bytes);
    }

    private static FormatSpec decoded(final Format input) {
        final AudioFormat media = ((EncodedFormat) input).audio();
        final SampleType other = media.sampleType() == SampleType.S16 ? SampleType.F32 : SampleType.S16;
        return AudioSpec.exactly(media).types(media.sampleType(), other);
    }

    private static int blocks(final int samples, final int blockSamples) {
        return (samples + blockSamples - 1) / blockSamples;
    }

    private static CodecId known(final CodecSpec spec) {
        if (!CODECS.contains(spec.codec())) {
            throw new ConfigurationException("provider \"telephony\" has no " + spec.codec() + "; it has pcmu, pcma, gsm and g729");
        }
        return spec.codec();
    }
}
