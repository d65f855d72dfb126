package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.rate.ResampleKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;
import java.util.Locale;

/** {@code resample rate=48000 quality=high ppm=0} in pipeline text. */
public final class ResampleProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ResampleProvider() {
    }

    @Override
    public String name() {
        return "resample";
    }

    @Override
    public String summary() {
        return "brings sound to another sample rate";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("rate", Type.INT, "48000", "samples per second, 8000-192000"),
            new Option("quality", Type.TEXT, "high", "high, or voice (a third of the delay)"),
            new Option("ppm", Type.NUMBER, "0", "how many millionths more samples go than the rates say, -20000 to 20000"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int rate = options.integer("rate");
        final double ppm = options.number("ppm");
        final ResampleKernel.Quality quality;
        try {
            quality = ResampleKernel.Quality.valueOf(options.text("quality").toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"resample\": quality " + options.text("quality") + "; accepted are high and voice", e);
        }
        final StageFactory factory = () -> make(rate, quality, ppm);
        make(rate, quality, ppm);
        return factory;
    }

    private static Resampler make(final int rate, final ResampleKernel.Quality quality, final double ppm) {
        return ppm == 0 ? Resampler.to(rate, quality) : Resampler.adjustable(rate, quality).ratioPpm(ppm);
    }
}
