package io.penstock.dsp.audio;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code stretch factor=1.25} in pipeline text. */
public final class StretchProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public StretchProvider() {
    }

    @Override
    public String name() {
        return "stretch";
    }

    @Override
    public String summary() {
        return "plays sound faster or slower without changing its pitch";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("factor", Type.NUMBER, "1", "how many times as fast, 0.5–2; 1.25 makes ten seconds of sound last eight"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final double factor = options.number("factor");
        return () -> TimeStretcher.at(factor);
    }
}
