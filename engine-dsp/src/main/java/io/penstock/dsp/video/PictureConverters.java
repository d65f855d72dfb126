package io.penstock.dsp.video;

import io.penstock.format.ChoiceSpec;
import io.penstock.format.FormatSpec;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.stage.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggests {@link PixelConverter} where layouts differ and {@link Scaler} where sizes differ. */
public final class PictureConverters implements ConverterProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PictureConverters() {
    }

    @Override
    public Optional<Converter> between(final FormatSpec offered, final FormatSpec accepted) {
        for (final FormatSpec from : alternatives(offered)) {
            for (final FormatSpec to : alternatives(accepted)) {
                if (from instanceof VideoSpec picture && to instanceof VideoSpec wanted) {
                    final Optional<Converter> found = between(picture, wanted);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Converter> between(final VideoSpec from, final VideoSpec to) {
        if (from.layouts().stream().noneMatch(to.layouts()::contains)) {
            return to.layouts().stream().findFirst().map(Pixels::new);
        }
        final boolean sameSize = !from.widths().intersect(to.widths()).isEmpty() && !from.heights().intersect(to.heights()).isEmpty();
        if (!sameSize) {
            return Optional.of(new Size(to.widths().preferred(640), to.heights().preferred(360)));
        }
        return Optional.empty();
    }

    private static List<FormatSpec> alternatives(final FormatSpec spec) {
        return spec instanceof ChoiceSpec choice ? choice.alternatives() : List.of(spec);
    }

    private record Pixels(PixelLayout layout) implements Converter {
        @Override
        public Stage create() {
            return PixelConverter.to(layout);
        }

        @Override
        public String suggestion() {
            return "PixelConverter.to(PixelLayout." + layout.name().toUpperCase(Locale.ROOT) + ')';
        }
    }

    private record Size(int width, int height) implements Converter {
        @Override
        public Stage create() {
            return Scaler.to(width, height);
        }

        @Override
        public String suggestion() {
            return "Scaler.to(" + width + ", " + height + ')';
        }
    }
}
