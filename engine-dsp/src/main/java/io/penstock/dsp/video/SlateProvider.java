package io.penstock.dsp.video;

import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code slate size=640x360 fps=15 text=Waiting} or {@code slate image=waiting.png} in pipeline text. */
public final class SlateProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public SlateProvider() {
    }

    @Override
    public String name() {
        return "slate";
    }

    @Override
    public String summary() {
        return "shows a picture or text that does not move";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("image", Type.TEXT, "", "a PNG file"), new Option("text", Type.TEXT, "", "or text"),
            new Option("color", Type.TEXT, "203040", "rrggbb behind the text"), new Option("size", Type.SIZE, "640x360", "size"),
            new Option("fps", Type.INT, "15", "frames per second"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int width = options.width("size");
        final int height = options.height("size");
        final VideoFormat format = Choice.i420("slate", width, height, options.integer("fps"));
        final int color = Choice.color("slate", options.text("color"));
        // Refused now, while the text is at hand, rather than when the graph starts.
        final Still still = options.text("image").isEmpty() ? Still.card(width, height, color, options.text("text"), 0xFFFFFF)
            : Still.read(Path.of(options.text("image")));
        Slate.of(still, format);
        return () -> Slate.of(still, format);
    }
}
