package io.penstock.core.stages.file;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code y4m file=clip.y4m loop=true} in pipeline text. */
public final class Y4mSourceProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public Y4mSourceProvider() {
    }

    @Override
    public String name() {
        return "y4m";
    }

    @Override
    public String summary() {
        return "plays a Y4M file of 8-bit 4:2:0 pictures";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("file", Type.TEXT, null, "the Y4M file"),
            new Option("live", Type.FLAG, "true", "pictures come when they are due; false = as fast as possible"),
            new Option("loop", Type.FLAG, "false", "start again at the end"),
            new Option("preload", Type.FLAG, "false", "read all of it into memory first"),
            new Option("fps", Type.INT, "0", "pictures per second, 1-1000; 0 = as recorded"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int fps = options.integer("fps");
        if (fps < 0 || fps > 1000) {
            throw new ConfigurationException("stage \"y4m\": fps=" + fps + "; accepted are 0 to 1000");
        }
        final Playback playback = new Playback(options.flag("live"), options.flag("loop"), options.flag("preload"),
            fps == 0 ? null : FrameRate.of(fps));
        final Path file = Path.of(options.text("file"));
        return () -> Y4mSource.of(file, playback);
    }
}
