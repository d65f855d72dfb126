package io.penstock.core.stages.file;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code png file=picture-%d.png every=30} in pipeline text. */
public final class PngProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PngProvider() {
    }

    @Override
    public String name() {
        return "png";
    }

    @Override
    public String summary() {
        return "writes single pictures as PNG files";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("file", Type.TEXT, null, "the PNG file; %d becomes the number of the picture"),
            new Option("every", Type.INT, "0", "write one of so many pictures; 0 = only the first"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final Path file = Path.of(options.text("file"));
        final int every = options.integer("every");
        if (every != 0) {
            PngSnapshot.every(every, file);
        }
        return () -> every == 0 ? PngSnapshot.first(file) : PngSnapshot.every(every, file);
    }
}
