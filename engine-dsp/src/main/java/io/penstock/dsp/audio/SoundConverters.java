package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.rate.ResampleKernel;
import io.penstock.format.AudioSpec;
import io.penstock.format.ChoiceSpec;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.format.SampleType;
import io.penstock.spi.ConverterProvider;
import io.penstock.stage.Stage;
import java.util.List;
import java.util.Optional;

/** Suggests {@link Resampler} where sample rates differ, and {@link ChannelMap} where channels or sample types do. */
public final class SoundConverters implements ConverterProvider {
    private static final int USUAL_HZ = 48_000;
    private static final int LOWEST_HZ = 8_000;
    private static final int HIGHEST_HZ = 192_000;

    /** For {@link java.util.ServiceLoader}. */
    public SoundConverters() {
    }

    @Override
    public Optional<Converter> between(final FormatSpec offered, final FormatSpec accepted) {
        for (final FormatSpec from : alternatives(offered)) {
            for (final FormatSpec to : alternatives(accepted)) {
                if (from instanceof AudioSpec sound && to instanceof AudioSpec wanted) {
                    final Optional<Converter> found = between(sound, wanted);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Converter> between(final AudioSpec from, final AudioSpec to) {
        if (from.sampleRatesHz().intersect(to.sampleRatesHz()).isEmpty()) {
            return rate(from.sampleRatesHz(), to.sampleRatesHz());
        }
        if (from.channels().intersect(to.channels()).isEmpty() && !to.channels().isEmpty()) {
            return Optional.of(new Channels(to.channels().preferred(1)));
        }
        if (from.sampleTypes().stream().noneMatch(to.sampleTypes()::contains)) {
            return to.sampleTypes().stream().findFirst().map(Type::new);
        }
        return Optional.empty();
    }

    /** The lowest accepted rate that loses nothing; else the highest. */
    private static Optional<Converter> rate(final IntDomain from, final IntDomain to) {
        final List<Integer> offered = from.candidates(USUAL_HZ).stream().filter(SoundConverters::possible).toList();
        final List<Integer> accepted = to.candidates(USUAL_HZ).stream().filter(SoundConverters::possible).sorted().toList();
        if (offered.isEmpty() || accepted.isEmpty()) {
            return Optional.empty();
        }
        final int have = offered.get(0);
        final int want = accepted.stream().filter(hz -> hz >= have).findFirst().orElse(accepted.get(accepted.size() - 1));
        return Optional.of(new Rate(offered.size() == 1 ? have : 0, want));
    }

    private static boolean possible(final int hz) {
        return hz >= LOWEST_HZ && hz <= HIGHEST_HZ;
    }

    private static List<FormatSpec> alternatives(final FormatSpec spec) {
        return spec instanceof ChoiceSpec choice ? choice.alternatives() : List.of(spec);
    }

    private record Rate(int fromHz, int toHz) implements Converter {
        @Override
        public Stage create() {
            return fromHz == 0 ? Resampler.to(toHz) : Resampler.between(fromHz, toHz, ResampleKernel.Quality.HIGH);
        }

        @Override
        public String suggestion() {
            return "Resampler.to(" + (toHz / 1000 + "_" + String.valueOf(1000 + toHz % 1000).substring(1)) + ')';
        }
    }

    private record Channels(int count) implements Converter {
        @Override
        public Stage create() {
            return ChannelMap.to(count);
        }

        @Override
        public String suggestion() {
            return "ChannelMap.to(" + count + ')';
        }
    }

    private record Type(SampleType type) implements Converter {
        @Override
        public Stage create() {
            return ChannelMap.to(type);
        }

        @Override
        public String suggestion() {
            return "ChannelMap.to(SampleType." + type.name() + ')';
        }
    }
}
