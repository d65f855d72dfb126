package io.penstock.dsp.audio;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code level} in pipeline text. */
public final class LevelProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public LevelProvider() {
    }

    @Override
    public String name() {
        return "level";
    }

    @Override
    public String summary() {
        return "measures level, peak, true peak and loudness of sound that passes";
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        return LevelMeter::create;
    }
}
