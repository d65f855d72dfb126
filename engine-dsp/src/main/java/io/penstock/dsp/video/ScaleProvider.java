package io.penstock.dsp.video;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code scale size=360x640 quality=lanczos fit=fill} in pipeline text. */
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
        return "brings pictures to a size";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("size", Type.SIZE, null, "wanted size"),
            new Option("quality", Type.TEXT, "bilinear", "bilinear, area or lanczos"),
            new Option("fit", Type.TEXT, "stretch", "stretch, fill (cut off what sticks out), letterbox (black where nothing is) or within (as "
                + "large as fits)"),
            new Option("fill", Type.FLAG, "false", "the same as fit=fill"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int width = options.width("size");
        final int height = options.height("size");
        final ScaleQuality quality = Choice.of(ScaleQuality.class, "scale", "quality", options.text("quality"));
        final ScaleFit fit = options.flag("fill") ? ScaleFit.FILL : Choice.of(ScaleFit.class, "scale", "fit", options.text("fit"));
        final StageFactory factory = () -> Scaler.to(width, height).quality(quality).fit(fit);
        // Refused now, while the text is at hand, rather than when the graph starts.
        Scaler.to(width, height);
        return factory;
    }
}
