package io.penstock.core.stages;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;

import java.time.Duration;
import java.util.List;

/** {@code reframe to=20ms} in pipeline text. */
public final class ReframeProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ReframeProvider() {
    }

    @Override
    public String name() {
        return "reframe";
    }

    @Override
    public String summary() {
        return "cuts sound into frames of another length";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("to", Type.DURATION, "20ms", "length of the frames put out, 1–1000 ms"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final Duration to = options.duration("to");
        Reframer.to(to);
        return () -> Reframer.to(to);
    }
}
