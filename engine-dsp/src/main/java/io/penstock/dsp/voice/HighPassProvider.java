package io.penstock.dsp.voice;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code highpass hz=80 order=4} in pipeline text. */
public final class HighPassProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public HighPassProvider() {
    }

    @Override
    public String name() {
        return "highpass";
    }

    @Override
    public String summary() {
        return "takes rumble, hum and a constant out of sound";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("hz", Type.NUMBER, "80", "where it takes away 3 dB, 1–1000 Hz"),
            new Option("order", Type.INT, "4", "2 or 4: 12 or 24 dB an octave"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final double hz = options.number("hz");
        final int order = options.integer("order");
        return () -> HighPass.at(hz, order);
    }
}
