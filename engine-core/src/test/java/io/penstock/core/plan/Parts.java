package io.penstock.core.plan;

import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.graph.Graph;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.Outputs;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Stages that promise something and do nothing, to plan with. */
final class Parts {
    static final AudioFormat VOICE = AudioFormat.mono(48_000, Duration.ofMillis(20));
    static final VideoFormat PICTURE = VideoFormat.i420(640, 360, 30);

    private Parts() {
    }

    static GraphComposer compose(final String name, final ConverterProvider... converters) {
        return new GraphComposer(name, Parts::codec, List.of(converters), Parts::unbuilt);
    }

    private static Graph unbuilt(final PlannedGraph planned) {
        throw new UnsupportedOperationException("these graphs are planned only");
    }

    static Stage codec(final CodecSpec spec) {
        return spec.direction() == CodecSpec.Direction.ENCODE ? encoder(spec.codec()) : decoder(spec.codec());
    }

    static Transform encoder(final CodecId codec) {
        return transform(StageSpec.transform("encoder", raw(codec), in -> FormatSpec.of(EncodedFormat.of(codec, in))));
    }

    static Transform decoder(final CodecId codec) {
        return transform(StageSpec.transform("decoder", EncodedSpec.of(codec), in -> FormatSpec.of(((EncodedFormat) in).media())));
    }

    private static FormatSpec raw(final CodecId codec) {
        return codec.kind() == io.penstock.format.MediaKind.VIDEO ? VideoSpec.any() : AudioSpec.any();
    }

    static Source source(final Format format) {
        return source(StageSpec.source("source", FormatSpec.of(format)));
    }

    static Source source(final StageSpec.Builder spec) {
        return Stages.source(spec.build(), (out, limit) -> 0);
    }

    static Transform transform(final StageSpec.Builder spec) {
        return Stages.transform(spec.build(), (in, out) -> { });
    }

    static Transform convert(final FormatSpec accepts, final Function<Format, FormatSpec> mapping) {
        return transform(StageSpec.transform("converter", accepts, mapping));
    }

    static InPlace inPlace() {
        return inPlace(StageSpec.same("filter", FormatSpec.any()));
    }

    static InPlace inPlace(final StageSpec.Builder spec) {
        return Stages.inPlace(spec.build(), frame -> Verdict.FORWARD);
    }

    static Sink sink() {
        return sink(StageSpec.sink("sink", FormatSpec.any()));
    }

    static Sink sink(final StageSpec.Builder spec) {
        return Stages.sink(spec.build(), in -> { });
    }

    static Junction junction(final StageSpec.Builder spec) {
        final StageSpec built = spec.build();
        return new Junction() {
            @Override
            public StageSpec spec() {
                return built;
            }

            @Override
            public void onFrame(final int port, final Frame in, final Outputs out) {
                throw new UnsupportedOperationException("these graphs are planned only");
            }
        };
    }

    /** Two inputs and an output of the first one's format. */
    static Junction mixer() {
        return junction(StageSpec.junction("mixer").input("a", FormatSpec.any()).optionalInput("b", FormatSpec.any())
            .outputSameAs("out", 0));
    }

    static Sink opusOnly() {
        return sink(StageSpec.sink("opus", AudioSpec.any().rates(48_000).framesUs(20_000)));
    }

    /** Changes one property at a time, as a resampler and a reframer do. */
    static ConverterProvider audioConverter(final String property) {
        return (offered, accepted) -> {
            if (!(offered instanceof AudioSpec from) || !(accepted instanceof AudioSpec to)) {
                return Optional.empty();
            }
            final boolean rate = property.equals("rate");
            final boolean needed = rate ? from.sampleRatesHz().intersect(to.sampleRatesHz()).isEmpty()
                : from.frameUs().intersect(to.frameUs()).isEmpty();
            final int target = rate ? to.sampleRatesHz().preferred(48_000) : to.frameUs().preferred(20_000);
            return needed ? Optional.of(new AudioConverter(property, target)) : Optional.empty();
        };
    }

    private record AudioConverter(String property, int target) implements ConverterProvider.Converter {
        @Override
        public String suggestion() {
            return property.equals("rate") ? "Resampler.to(" + target + ')' : "Reframer.to(ms(" + target / 1000 + "))";
        }

        @Override
        public Stage create() {
            return transform(StageSpec.transform(property.equals("rate") ? "resampler" : "reframer", AudioSpec.any(), in -> {
                final AudioSpec same = AudioSpec.exactly((AudioFormat) in);
                return property.equals("rate") ? same.rates(target) : same.framesUs(target);
            }));
        }
    }
}
