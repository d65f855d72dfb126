package io.penstock.core.stages;

import io.penstock.format.AudioSpec;
import io.penstock.format.ChoiceSpec;
import io.penstock.format.FormatSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Suggests a {@link Reframer} where frames of sound have the wrong length. */
public final class ReframerConverter implements ConverterProvider {
    private static final int USUAL_US = 20_000;
    private static final int SHORTEST_US = 1_000;
    private static final int LONGEST_US = 1_000_000;

    /** For {@link java.util.ServiceLoader}. */
    public ReframerConverter() {
    }

    @Override
    public Optional<Converter> between(final FormatSpec offered, final FormatSpec accepted) {
        for (final FormatSpec from : alternatives(offered)) {
            for (final FormatSpec to : alternatives(accepted)) {
                if (from instanceof AudioSpec sound && to instanceof AudioSpec wanted && sound.frameUs().intersect(wanted.frameUs()).isEmpty()
                    && !wanted.isEmpty()) {
                    final int us = wanted.frameUs().preferred(USUAL_US);
                    if (us >= SHORTEST_US && us <= LONGEST_US) {
                        return Optional.of(new Frames(us));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<FormatSpec> alternatives(final FormatSpec spec) {
        return spec instanceof ChoiceSpec choice ? choice.alternatives() : List.of(spec);
    }

    private record Frames(int us) implements Converter {
        @Override
        public Stage create() {
            return Reframer.to(Duration.ofNanos(us * 1000L));
        }

        @Override
        public String suggestion() {
            return us % 1000 == 0 ? "Reframer.to(ms(" + us / 1000 + "))" : "Reframer.to(Duration.ofNanos(" + us + "_000))";
        }
    }
}
