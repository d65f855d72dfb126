package io.penstock.dsp.video;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code rotate by=90 mirror=true} in pipeline text. */
public final class RotateProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RotateProvider() {
    }

    @Override
    public String name() {
        return "rotate";
    }

    @Override
    public String summary() {
        return "turns and mirrors pictures";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("by", Type.INT, "0", "degrees clockwise: 0, 90, 180 or 270"),
            new Option("mirror", Type.FLAG, "false", "left and right change places after that"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int degrees = options.integer("by");
        final boolean mirrored = options.flag("mirror");
        // Refused now, while the text is at hand, rather than when the graph starts.
        Rotate.by(degrees);
        return () -> Rotate.by(degrees).mirrored(mirrored);
    }
}
