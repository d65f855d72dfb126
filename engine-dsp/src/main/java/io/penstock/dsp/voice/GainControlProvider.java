package io.penstock.dsp.voice;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code agc target=-18} in pipeline text. */
public final class GainControlProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public GainControlProvider() {
    }

    @Override
    public String name() {
        return "agc";
    }

    @Override
    public String summary() {
        return "brings a voice to a level and limits its peaks";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("target", Type.NUMBER, "-18", "active level of the voice, -40 to -6 dBFS"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final double target = options.number("target");
        GainController.to(target);
        return () -> GainController.to(target);
    }
}
