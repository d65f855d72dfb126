package io.penstock.dsp.video;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code denoise strength=5} in pipeline text. */
public final class DenoiseProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public DenoiseProvider() {
    }

    @Override
    public String name() {
        return "denoise";
    }

    @Override
    public String summary() {
        return "takes noise out of moving pictures";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("strength", Type.INT, "5", "0 (off) to 9; 5 takes out as much as is measured"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int strength = options.integer("strength");
        // Refused now, while the text is at hand, rather than when the graph starts.
        VideoDenoiser.of(strength);
        return () -> VideoDenoiser.of(strength);
    }
}
