package io.penstock.dsp.video;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code scale size=360x640 fill=true} in pipeline text. */
public final class ScaleProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ScaleProvider() {
    }

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String summary() {
        return "brings i420 pictures to a size";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("size", Type.SIZE, null, "wanted size"),
            new Option("fill", Type.FLAG, "false", "keep proportions and cut off what sticks out, instead of stretching"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int width = options.width("size");
        final int height = options.height("size");
        final boolean fill = options.flag("fill");
        final StageFactory factory = () -> fill ? Scaler.filling(width, height) : Scaler.to(width, height);
        // Refused now, while the text is at hand, rather than when the graph starts.
        Scaler.to(width, height);
        return factory;
    }
}
