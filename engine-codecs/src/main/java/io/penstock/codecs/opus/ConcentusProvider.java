package io.penstock.codecs.opus;

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
import java.util.stream.IntStream;

/**
 * Opus by Concentus 1.0.2.
 *
 * <p>Encoders take 8, 12, 16, 24 or 48 kHz, mono or stereo, 16-bit or float samples (turned into 16 bits), in frames of 2.5, 5, 10, 20, 40
 * or 60 ms. Options beside those of {@link CodecSpec}: {@code application} ({@code auto|voip|audio|lowdelay}), {@code signal}
 * ({@code auto|voice|music}), {@code vbr} ({@code constrained|full|off}), {@code expected-loss} (packets of 1000). Decoders put out any of
 * those rates, mono or stereo, whatever was encoded.
 *
 * <p>Neither FEC nor DTX exist below 10 ms a frame, with {@code application=lowdelay}, nor for music: asking for one of them makes the
 * encoder take the sound for speech unless {@code signal} says otherwise.
 */
public final class ConcentusProvider implements CodecProvider {
    static final int[] RATES_HZ = {48_000, 16_000, 24_000, 8_000, 12_000};
    private static final int[] FRAMES_US = {20_000, 10_000, 40_000, 60_000, 5_000, 2_500};
    private static final int MAX_PACKET_US = 120_000;
    // RFC 6716, 2.1.4 and 4.5: 2.5 ms overlap of the transform, 4 ms more to line it up with the speech coder
    private static final Latency LOOK_AHEAD = new Latency(6_500_000, 6_500_000);
    private static final Latency LOW_DELAY_LOOK_AHEAD = new Latency(2_500_000, 2_500_000);

    /** For {@link java.util.ServiceLoader}. */
    public ConcentusProvider() {
    }

    @Override
    public String name() {
        return "concentus";
    }

    @Override
    public Set<CodecId> encoders() {
        return Set.of(CodecId.OPUS);
    }

    @Override
    public Set<CodecId> decoders() {
        return Set.of(CodecId.OPUS);
    }

    @Override
    public CodecTraits traits(final CodecSpec spec) {
        requireOpus(spec);
        if (spec.direction() == CodecSpec.Direction.DECODE) {
            final AudioSpec inside = new AudioSpec(IntDomain.of(RATES_HZ), IntDomain.of(1, 2), List.of(SampleType.values()),
                IntDomain.range(2_500, MAX_PACKET_US));
            return new CodecTraits(new EncodedSpec(List.of(CodecId.OPUS), inside, 0), ConcentusProvider::decoded, Latency.ZERO, 1, false);
        }
        final OpusSettings settings = OpusSettings.of(spec);
        return new CodecTraits(AudioSpec.any().rates(RATES_HZ).channels(1, 2).framesUs(FRAMES_US), ConcentusProvider::encoded,
            settings.lowDelay() ? LOW_DELAY_LOOK_AHEAD : LOOK_AHEAD, 1, false);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        requireOpus(spec);
        return new ConcentusEncoder(OpusSettings.of(spec), (AudioFormat) input);
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        requireOpus(spec);
        return new ConcentusDecoder((AudioFormat) output);
    }

    private static FormatSpec encoded(final Format input) {
        return new EncodedSpec(List.of(CodecId.OPUS), AudioSpec.exactly((AudioFormat) input), OpusPacket.MAX_SINGLE_FRAME_BYTES);
    }

    private static FormatSpec decoded(final Format input) {
        final AudioFormat media = ((EncodedFormat) input).audio();
        final int[] rates = IntStream.concat(IntStream.of(media.sampleRateHz()), IntStream.of(RATES_HZ).filter(hz -> hz != media.sampleRateHz()))
            .toArray();
        final SampleType other = media.sampleType() == SampleType.S16 ? SampleType.F32 : SampleType.S16;
        final int frameUs = (int) (media.frameSamples() * 1_000_000L / media.sampleRateHz());
        return AudioSpec.any().rates(rates).channels(media.channels(), 3 - media.channels()).types(media.sampleType(), other).framesUs(frameUs);
    }

    private static void requireOpus(final CodecSpec spec) {
        if (!spec.codec().equals(CodecId.OPUS)) {
            throw new ConfigurationException("provider \"concentus\" has no " + spec.codec() + "; it has opus");
        }
    }
}
