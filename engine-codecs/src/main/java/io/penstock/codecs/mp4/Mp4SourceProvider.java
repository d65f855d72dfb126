package io.penstock.codecs.mp4;

import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.util.List;

/** {@code mp4 file=a.mp4 track=video}: {@link Mp4Source} in pipeline text. */
public final class Mp4SourceProvider implements StageProvider {
    /** Creates the provider; the service loader does. */
    public Mp4SourceProvider() {
    }

    @Override
    public String name() {
        return "mp4";
    }

    @Override
    public String summary() {
        return "plays a track of an MP4 file as encoded frames";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("file", Type.TEXT, null, "the MP4 file"),
            new Option("track", Type.TEXT, "video", "video or audio"),
            new Option("live", Type.FLAG, "true", "frames come when they are due; false = as fast as possible"),
            new Option("loop", Type.FLAG, "false", "start again at the end"),
            new Option("from", Type.DURATION, "0s", "start at the key frame at or before this time"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final String track = options.text("track");
        if (!track.equals("video") && !track.equals("audio")) {
            throw new ConfigurationException("stage \"mp4\": track=" + track + " is not video or audio");
        }
        final Path path = Path.of(options.text("file"));
        return () -> {
            final Mp4Source source = (track.equals("video") ? Mp4Source.video(path) : Mp4Source.audio(path)).from(options.duration("from"));
            if (!options.flag("live")) {
                source.asFastAsPossible();
            }
            return options.flag("loop") ? source.loop() : source;
        };
    }
}
