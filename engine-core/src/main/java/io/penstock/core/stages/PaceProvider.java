package io.penstock.core.stages;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;

import java.time.Duration;
import java.util.List;

/** {@code pace hold=200ms rate=2M} in pipeline text. */
public final class PaceProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PaceProvider() {
    }

    @Override
    public String name() {
        return "pace";
    }

    @Override
    public String summary() {
        return "lets frames go at their presentation time, or no faster than a rate";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("rate", Type.INT, "0", "bits per second; 0 = by presentation time"),
            new Option("hold", Type.DURATION, "1s", "longest time that a frame waits, up to 10 s"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int rate = options.integer("rate");
        final Duration hold = options.duration("hold");
        final StageFactory factory = () -> rate == 0 ? Pacer.byPts(hold) : Pacer.byRate(rate, hold);
        // Refused now, while the text is at hand, rather than when the graph starts.
        if (rate == 0) {
            Pacer.byPts(hold);
        } else {
            Pacer.byRate(rate, hold);
        }
        return factory;
    }
}
