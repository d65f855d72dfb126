package io.penstock.core.stages.file;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code y4m-sink file=picture.y4m} in pipeline text. */
public final class Y4mSinkProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public Y4mSinkProvider() {
    }

    @Override
    public String name() {
        return "y4m-sink";
    }

    @Override
    public String summary() {
        return "writes pictures to a Y4M file";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("file", Type.TEXT, null, "the Y4M file, replaced if it exists"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final Path file = Path.of(options.text("file"));
        return () -> Y4mSink.to(file);
    }
}
