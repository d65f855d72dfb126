package io.penstock.codecs.mp4;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code mp4sink file=a.mp4}: a track of H.264, Opus or AAC recorded into a file of its own, in pipeline text. */
public final class Mp4SinkProvider implements StageProvider {
    /** Creates the provider; the service loader does. */
    public Mp4SinkProvider() {
    }

    @Override
    public String name() {
        return "mp4sink";
    }

    @Override
    public String summary() {
        return "records H.264, Opus or AAC into an MP4 file";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("file", Type.TEXT, null, "the MP4 file; emptied if it exists"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final Path path = Path.of(options.text("file"));
        return () -> Mp4Recorder.to(path).track();
    }
}
