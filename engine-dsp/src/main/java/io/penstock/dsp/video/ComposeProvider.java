package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code compose inputs=4 size=1280x720 fps=30 as=grid} in pipeline text. */
public final class ComposeProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ComposeProvider() {
    }

    @Override
    public String name() {
        return "compose";
    }

    @Override
    public String summary() {
        return "shows several i420 inputs in one picture";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("inputs", Type.INT, "2", "inputs in0, in1, ..., 1-64"), new Option("size", Type.SIZE, "1280x720", "size"),
            new Option("fps", Type.INT, "30", "frames per second"),
            new Option("as", Type.TEXT, "auto", "auto (a grid of who is there), grid (of all inputs) or pip (in1 small over in0)"),
            new Option("corner", Type.TEXT, "bottom-right", "where the small one is"),
            new Option("inset", Type.NUMBER, "0.25", "its size, as part of the whole"),
            new Option("quality", Type.TEXT, "bilinear", "bilinear, area or lanczos"),
            new Option("slate", Type.TEXT, "", "a PNG file shown in place of who is not there"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final VideoFormat format = Choice.i420("compose", options.width("size"), options.height("size"), options.integer("fps"));
        final int inputs = options.integer("inputs");
        final ScaleQuality quality = Choice.of(ScaleQuality.class, "compose", "quality", options.text("quality"));
        final Arrangement arrangement = arrangement(options, inputs);
        final Still slate = options.text("slate").isEmpty() ? null : Still.read(Path.of(options.text("slate")));
        final StageFactory factory = () -> {
            final Compositor made = Compositor.of(format, inputs).quality(quality).arrange(arrangement);
            return slate == null ? made : made.slate(slate);
        };
        // Refused now, while the text is at hand, rather than when the graph starts.
        Compositor.of(format, inputs).arrange(arrangement);
        return factory;
    }

    private static Arrangement arrangement(final StageOptions options, final int inputs) {
        final Corner corner = Choice.of(Corner.class, "compose", "corner", options.text("corner"));
        return switch (options.text("as")) {
            case "auto" -> Arrangement.automaticGrid();
            case "grid" -> Arrangement.grid(inputs);
            case "pip" -> Arrangement.pictureInPicture(0, 1, corner, options.number("inset"));
            default -> throw new ConfigurationException("stage \"compose\": as=" + options.text("as") + "; accepted are auto, grid, pip");
        };
    }
}
