package io.penstock.core.stages.file;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code wav-sink file=sound.wav} in pipeline text. */
public final class WavSinkProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public WavSinkProvider() {
    }

    @Override
    public String name() {
        return "wav-sink";
    }

    @Override
    public String summary() {
        return "writes sound to a WAV file";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("file", Type.TEXT, null, "the WAV file, replaced if it exists"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final Path file = Path.of(options.text("file"));
        return () -> WavSink.to(file);
    }
}
