package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code overlay image=logo.png corner=top-right}, {@code overlay text=Ann} or {@code overlay clock=HH:mm:ss} in pipeline text. */
public final class OverlayProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public OverlayProvider() {
    }

    @Override
    public String name() {
        return "overlay";
    }

    @Override
    public String summary() {
        return "lays a watermark, text or a clock over pictures";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("image", Type.TEXT, "", "a PNG file"), new Option("text", Type.TEXT, "", "or a line of text"),
            new Option("clock", Type.TEXT, "", "or a clock: HH:mm:ss, yyyy-MM-dd"),
            new Option("corner", Type.TEXT, "top-left", "top-left, top-right, bottom-left, bottom-right or centre"),
            new Option("x", Type.INT, "12", "pixels from that corner"), new Option("y", Type.INT, "12", "pixels from that corner"),
            new Option("height", Type.INT, "28", "pixels of a line of text"),
            new Option("color", Type.TEXT, "ffffff", "rrggbb or aarrggbb of text"),
            new Option("opacity", Type.NUMBER, "1", "0 to 1"), new Option("utc", Type.INT, "0", "minutes that the clock is east of Greenwich"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int given = (options.text("image").isEmpty() ? 0 : 1) + (options.text("text").isEmpty() ? 0 : 1)
            + (options.text("clock").isEmpty() ? 0 : 1);
        if (given != 1) {
            throw new ConfigurationException("stage \"overlay\": give one of image=logo.png, text=Ann and clock=HH:mm:ss");
        }
        final Corner corner = Choice.of(Corner.class, "overlay", "corner", options.text("corner"));
        final int color = Choice.color("overlay", options.text("color"));
        // Refused now, while the text is at hand, rather than when the graph starts.
        make(options, corner, color);
        return () -> make(options, corner, color);
    }

    private static Overlay make(final StageOptions options, final Corner corner, final int color) {
        final int height = options.integer("height");
        final Overlay overlay = !options.text("image").isEmpty() ? Overlay.image(Still.read(Path.of(options.text("image"))))
            : !options.text("text").isEmpty() ? Overlay.text(options.text("text"), height, color)
            : Overlay.clock(options.text("clock"), height, color);
        return overlay.at(corner, options.integer("x"), options.integer("y")).opacity(options.number("opacity"))
            .utcOffset(Duration.ofMinutes(options.integer("utc")));
    }
}
